/** The files in which Claude Code and Codex keep their sign-in. They are read, never written. */
import { readFileSync, statSync } from "node:fs";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { tryFile } from "../store/file-failure.ts";
import { fieldsOf } from "../base/json-fields.ts";
import { parseFields, textOf, type JsonFields } from "./json-text.ts";
import { readClaims } from "./read-claims.ts";

/** What such a file says. Its refresh token stays where it is: using it would end the other client's sign-in. */
export interface SharedCredential {
  readonly provider: "anthropic" | "openai_sub";
  /** Whose file it is. */
  readonly client: "Claude Code" | "Codex";
  readonly accessToken: string;
  /** Milliseconds since the epoch; null = not said. */
  readonly expiresAt: number | null;
  /** ChatGPT's account id. */
  readonly externalAccountId: string | null;
  readonly email: string | null;
  readonly plan: string | null;
}

/** The failure continues "The file ...". */
export function readCredentialFile(path: string): Result<SharedCredential, string> {
  const size = tryFile(() => statSync(path).size);
  if (size.ok && size.value > limits.tokenAnswerBytes) return failed("is too large");
  const text = tryFile(() => readFileSync(path, "utf8"));
  if (!text.ok) {
    return failed(text.failure === "ENOENT" ? "is not there" : `cannot be read (${text.failure})`);
  }
  const found = parseCredentials(text.value);
  return found === null
    ? failed("holds no sign-in of Claude Code (claudeAiOauth) or Codex (tokens)")
    : success(found);
}

export function parseCredentials(text: string): SharedCredential | null {
  const fields = parseFields(text);
  return readClaude(fieldsOf(fields["claudeAiOauth"])) ?? readCodex(fieldsOf(fields["tokens"]));
}

function readClaude(fields: JsonFields): SharedCredential | null {
  const accessToken = tokenOf(fields["accessToken"]);
  if (accessToken === null) return null;
  const { expiresAt } = fields;
  return {
    provider: "anthropic",
    client: "Claude Code",
    accessToken,
    expiresAt: typeof expiresAt === "number" && expiresAt > 0 ? expiresAt : null,
    externalAccountId: null,
    email: null,
    plan: textOf(fields["subscriptionType"]),
  };
}

function readCodex(fields: JsonFields): SharedCredential | null {
  const accessToken = tokenOf(fields["access_token"]);
  if (accessToken === null) return null;
  const own = readClaims(accessToken);
  const identity = readClaims(textOf(fields["id_token"]));
  return {
    provider: "openai_sub",
    client: "Codex",
    accessToken,
    expiresAt: own.expiresAt,
    externalAccountId:
      textOf(fields["account_id"]) ?? identity.externalAccountId ?? own.externalAccountId,
    email: identity.email ?? own.email,
    plan: identity.plan ?? own.plan,
  };
}

function tokenOf(value: unknown): string | null {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value) ? value : null;
}
