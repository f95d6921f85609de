/** Some providers quote the key they refuse; neither the client nor a log may read it. */
import type { Account } from "../store/snapshot.ts";
import type { Trouble } from "./trouble.ts";

const replacement = "(the account's key)";

/**
 * The same trouble without the account's credential in its words. The events of a refusal inside a
 * stream are cleaned where they are relayed.
 */
export function hideCredential(trouble: Trouble, { credential }: Account): Trouble {
  if (trouble.kind !== "refused" || credential === null) return trouble;
  const error = { ...trouble.error, message: hideInText(trouble.error.message, credential) };
  const { answer } = trouble;
  if (answer.kind !== "whole") return { ...trouble, error };
  const bytes = hideInBytes(answer.bytes, credential);
  return { ...trouble, error, answer: { ...answer, bytes } };
}

export function hideInText(text: string, credential: string | null): string {
  if (credential === null) return text;
  return formsOf(credential).reduce((hidden, form) => hidden.replaceAll(form, replacement), text);
}

/** The same bytes when they do not hold the credential. */
export function hideInBytes(bytes: Uint8Array, credential: string | null): Uint8Array {
  if (credential === null || !holdsCredential(bytes, credential)) return bytes;
  // Latin-1 has a character for every byte, so that all the others stay what they are.
  const text = Buffer.from(bytes).toString("latin1");
  return Buffer.from(hideInText(text, credential), "latin1");
}

export function holdsCredential(bytes: Uint8Array, credential: string): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return formsOf(credential).some((form) => buffer.includes(form));
}

/** As it is, and as some servers write it in JSON. */
function formsOf(credential: string): readonly string[] {
  return credential.includes("/") ? [credential, credential.replaceAll("/", "\\/")] : [credential];
}
