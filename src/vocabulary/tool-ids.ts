/**
 * Ids of tool calls. Providers and clients accept different ones (Kimi's "functions.read:0" is
 * refused by Anthropic, ids above 40 characters by OpenAI), and the answer to a call names it by
 * its id. The mapping needs no memory: the same id always becomes the same other one.
 */
import { limits } from "../base/limits.ts";
import { digest } from "./digest.ts";
import type { Dialect } from "../base/dialect.ts";

const digestLength = 10;
const strictId = /^[\w-]+$/;
const printableId = /^[!-~]+$/;

/**
 * An id that providers of the dialect accept. Good ones stay as they are; others keep what is good
 * of them and get a digest of the whole, so that two ids never become one.
 */
function acceptableToolId(id: string, dialect: Dialect): string {
  // Some models of chat servers take only ids as they write them.
  const accepted = dialect === "openai-chat" ? printableId : strictId;
  if (id.length <= limits.toolCallIdLength && accepted.test(id)) return id;
  const kept = id.replaceAll(/[^\w-]/g, "_").slice(0, limits.toolCallIdLength - digestLength - 1);
  return `${kept}_${digest(id, digestLength)}`;
}

/** Marks ids that are written in another alphabet. */
const portablePrefix = "cgid_";

/**
 * The id as a client is told it: one that its own dialect's providers accept too, because the next
 * turn may go to one of them without being converted.
 */
export function portableToolId(id: string, client: Dialect): string {
  if (client === "openai-chat" || strictId.test(id)) return id;
  return portablePrefix + Buffer.from(id, "utf8").toString("base64url");
}

/** The id as its provider gave it. */
function originalToolId(id: string): string {
  if (!id.startsWith(portablePrefix)) return id;
  const own = Buffer.from(id.slice(portablePrefix.length), "base64url").toString("utf8");
  // Somebody else's id may begin with the same letters.
  return portablePrefix + Buffer.from(own, "utf8").toString("base64url") === id ? own : id;
}

export interface ToolIds {
  /** The id of a new call. An id that was used before gets a number. */
  readonly ofCall: (id: string) => string;
}

/**
 * Unique ids for one conversation: some models count their calls from 0 in every turn, and
 * providers refuse an id that occurs twice.
 */
export function createToolIds(provider: Dialect): ToolIds {
  const seen = new Set<string>();
  return {
    ofCall(id) {
      const plain = acceptableToolId(originalToolId(id), provider);
      let unique = plain;
      for (let count = 2; seen.has(unique); count++) {
        unique = acceptableToolId(`${plain}_${count}`, provider);
      }
      seen.add(unique);
      return unique;
    },
  };
}
