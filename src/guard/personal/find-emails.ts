/** E-mail addresses. */
import { max } from "../../base/maths.ts";
import { add, type Search } from "../detect/candidates.ts";
import { isNobody } from "./nobody.ts";

const longestLocal = 64;
const longestDomain = 255;

/** Ends that files, packages and units have, and no mail domain. */
const fileEnds =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|m?[jt]sx?|cjs|cts|css|scss|less|html?|json5?|map|lock|txt|ya?ml|toml|xml|zip|t?gz|whl|jar|dll|so|exe|service|socket|timer|target|mount|slice|x|vue|svelte|wasm|pdf|mp[34]|woff2?|ttf|d|lua|cpp|hpp|kt|swift|proto|sql|log|conf|cfg|ini|bak)$/i;

/** An @ stands at `at`. */
export function findEmailAt(search: Search, at: number): void {
  const { text } = search;
  if (at === 0 || at === search.loginEnd || !isLocal(text.charCodeAt(at - 1))) return;
  const end = domainEnd(text, at + 1);
  if (end === -1) return;
  const start = localStart(text, at);
  if (start === -1 || isNobody(text, start)) return;
  add(search, "email", { start, end }, "address");
}

/** Letters, digits, marks that addresses have, and every letter outside ASCII. */
function isLocal(code: number): boolean {
  if (code >= 128) return code >= 0xc0 && code < 0x2000;
  if (code >= 97 && code <= 122) return true;
  if (code >= 48 && code <= 57) return true;
  if (code >= 65 && code <= 90) return true;
  return code === 46 || code === 95 || code === 43 || code === 45;
}

function localStart(text: string, at: number): number {
  const limit = max(0, at - longestLocal - 1);
  let start = at;
  while (start > limit && isLocal(text.charCodeAt(start - 1))) start--;
  if (at - start > longestLocal) return -1;
  start = skipEscape(text, start, at);
  while (start < at && !isLetterOrDigit(text.charCodeAt(start))) start++;
  const before = text.charCodeAt(start - 1);
  if (start === at || before === 47 || before === 64) return -1;
  if (!isLetterOrDigit(text.charCodeAt(at - 1)) && text.charCodeAt(at - 1) !== 95) return -1;
  return text.startsWith("git@", start) ? -1 : start;
}

/** In an escaped text, the n of a line end is no part of the address. */
function skipEscape(text: string, start: number, at: number): number {
  if (text.charCodeAt(start - 1) !== 92 || start >= at - 1) return start;
  return /[nrt]/.test(text[start] ?? "") ? start + 1 : start;
}

function isLetterOrDigit(code: number): boolean {
  return isLocal(code) && code !== 46 && code !== 95 && code !== 43 && code !== 45;
}

const domain = /(?:[A-Za-z0-9ÀÁ-ɏ](?:[A-Za-z0-9ÀÁ-ɏ-]{0,62})\.){1,8}[A-Za-z][A-Za-z0-9-]{1,30}/y;

const longestLabel = 63;

/** What a domain begins with. `@param` and `@scope/package` are told from addresses by it. */
function isLabelAhead(text: string, start: number): boolean {
  let end = start;
  while (end - start <= longestLabel && isLabel(text.charCodeAt(end))) end++;
  return end > start && text.charCodeAt(end) === 46;
}

/** Letters, digits and the hyphen, as in the form of a domain. */
function isLabel(code: number): boolean {
  if (code >= 128) return code >= 0xc0 && code <= 0x24f;
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 45
  );
}

function domainEnd(text: string, start: number): number {
  if (!isLabelAhead(text, start)) return -1;
  domain.lastIndex = 0;
  const run = domain.exec(text.slice(start, start + longestDomain))?.[0];
  if (run === undefined) return -1;
  const host = run.replace(/-+$/, "");
  const top = host.slice(host.lastIndexOf(".") + 1);
  if (!/^(?:[A-Za-z]{2,24}|xn--[a-z0-9-]{2,26})$/.test(top)) return -1;
  const end = start + host.length;
  return fileEnds.test(host) || isCalled(text, end) ? -1 : end;
}

/** `@decorator.name(…)` and `user@host:path.of.a.repository` with nothing of a mail address. */
function isCalled(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  return code === 40 || code === 95 || (code === 58 && /[A-Za-z~]/.test(text[end + 1] ?? ""));
}
