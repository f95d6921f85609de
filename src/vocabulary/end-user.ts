/** Who asks: short ids of people and sessions, out of what clients send. */
import { limits } from "../base/limits.ts";
import { digest } from "./digest.ts";
import { asObject, asText } from "./json-values.ts";
import { parseJson } from "./json-text.ts";

/** Length of a digest in hexadecimal that stands for an id that is too long. */
const digestLength = 64;

/** Claude Code writes its ids as JSON into one user id of 150 characters. */
interface ClaudeCodeUser {
  readonly device: string;
  readonly account: string;
  readonly session: string | null;
}

function readClaudeCodeUser(userId: string): ClaudeCodeUser | null {
  const older = /^user_([0-9a-f]+)_account_([\w-]*?)_session_([\w-]+)$/.exec(userId);
  if (older !== null) {
    const [, device = "", account = "", session = ""] = older;
    return { device, account, session };
  }
  const fields = userId.startsWith("{") ? asObject(parseJson(userId)) : null;
  const device = asText(fields?.["device_id"]);
  if (fields === null || device === null) return null;
  const account = asText(fields["account_uuid"]) ?? "";
  return { device, account, session: asText(fields["session_id"]) };
}

/** An id of at most `length` characters that is the same in every session of one person. */
export function shortUserId(userId: string, length: number): string {
  const known = readClaudeCodeUser(userId);
  if (known !== null) return digest(`${known.device}:${known.account}`, digestLength);
  return userId.length <= length ? userId : digest(userId, digestLength);
}

/** The session inside a user id, or null. */
export function sessionOf(userId: string): string | null {
  return readClaudeCodeUser(userId)?.session ?? null;
}

/** A cache key of a length that OpenAI accepts. */
export function shortCacheKey(key: string): string {
  return key.length <= limits.openAiKeyLength ? key : digest(key, digestLength);
}
