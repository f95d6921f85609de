/** Some providers quote the key they refuse; neither the client nor a log may read it. */
import type { Account } from "../store/snapshot.ts";
import type { Trouble } from "./trouble.ts";

const replacement = "(the account's key)";

/** The same trouble without the account's credential in its words. */
export function hideCredential(trouble: Trouble, { credential }: Account): Trouble {
  if (trouble.kind !== "refused" || credential === null) return trouble;
  const message = trouble.error.message.replaceAll(credential, replacement);
  const error = { ...trouble.error, message };
  const { answer } = trouble;
  if (answer.kind !== "whole") return { ...trouble, error };
  const bytes = Buffer.from(answer.bytes);
  if (!bytes.includes(credential)) return { ...trouble, error };
  const hidden = bytes.toString().replaceAll(credential, replacement);
  return { ...trouble, error, answer: { ...answer, bytes: Buffer.from(hidden) } };
}
