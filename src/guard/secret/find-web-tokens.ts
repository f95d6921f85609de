/** JSON Web Tokens, also encoded once more in base64. */
import { addFormal, type Search } from "../detect/candidates.ts";

/** `{"` in base64url; the header of every token begins so. */
export const webTokenHead = "eyJ";
/** `eyJ` in base64. */
export const wrappedHead = "ZXlK";

const token = /eyJ[\w-]{8,4000}={0,2}\.(?:eyJ|ey|e)?[\w-]{4,8000}={0,2}\.[\w-]{0,2000}/y;
const encrypted = /eyJ[\w-]{8,4000}\.[\w-]{0,2000}\.[\w-]{8,200}\.[\w-]{8,8000}\.[\w-]{8,200}/y;
const wrapped = /ZXlK[A-Za-z0-9+/]{60,8000}={0,2}(?![\w+/])/y;

/** True when the letters of a token's beginning stand at `start`. */
export function mayStartWebToken(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  if (first === 101) return text.startsWith(webTokenHead, start);
  return first === 90 && text.startsWith(wrappedHead, start);
}

export function findWebTokenAt(search: Search, start: number): void {
  const forms = search.text.charCodeAt(start) === 101 ? [encrypted, token] : [wrapped];
  const end = takeForm(search.text, start, forms);
  if (end !== -1) addFormal(search, "jwt", { start, end }, "web token");
}

function takeForm(text: string, start: number, forms: readonly RegExp[]): number {
  for (const form of forms) {
    form.lastIndex = start;
    const value = form.exec(text)?.[0];
    if (value !== undefined && hasHeader(value)) return start + value.length;
  }
  return -1;
}

function hasHeader(value: string): boolean {
  const encoded = value.startsWith(wrappedHead)
    ? Buffer.from(value, "base64").toString("latin1")
    : value;
  const header = Buffer.from(encoded.slice(0, encoded.indexOf(".")), "base64url").toString(
    "latin1",
  );
  return /"(?:alg|typ|kty|kid|enc|cty|nonce|jku|x5[ctu])"?/.test(header) && header.startsWith("{");
}
