/**
 * Ids of tool calls. Providers and clients accept different ones (Kimi's "functions.read:0" is
 * refused by Anthropic, ids above 40 characters by OpenAI), and the answer to a call names it by
 * its id. The mapping needs no memory: the same id always becomes the same other one.
 */
import { limits } from "../base/limits.ts";
import { digest } from "./digest.ts";

const digestLength = 10;

/**
 * An id that every dialect accepts. Good ones stay as they are; others keep what is good of them
 * and get a digest of the whole, so that two ids never become one.
 */
export function acceptableToolId(id: string): string {
  if (id.length <= limits.toolCallIdLength && /^[\w-]+$/.test(id)) return id;
  const kept = id.replaceAll(/[^\w-]/g, "_").slice(0, limits.toolCallIdLength - digestLength - 1);
  return `${kept}_${digest(id, digestLength)}`;
}

export interface ToolIds {
  /** The id of a new call. An id that was used before gets a number. */
  readonly ofCall: (id: string) => string;
}

/**
 * Unique ids for one conversation: some models count their calls from 0 in every turn, and
 * providers refuse an id that occurs twice.
 */
export function createToolIds(): ToolIds {
  const seen = new Set<string>();
  return {
    ofCall(id) {
      const plain = acceptableToolId(id);
      let unique = plain;
      for (let count = 2; seen.has(unique); count++) unique = acceptableToolId(`${plain}_${count}`);
      seen.add(unique);
      return unique;
    },
  };
}
