/**
 * What answers of another dialect sent through the client for the next turn. Only we can read the
 * seals: a provider of the client's own dialect would take them for forged ones of its own.
 */
import { findForeignThinking } from "../affinity/thinking.ts";
import { walkObjects } from "../affinity/walk-array.ts";
import { createMarkFinder } from "../read/find-mark.ts";
import { readString } from "../read/json-values.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import type { Splice } from "../read/splice.ts";
import { isCarried } from "../vocabulary/carried-thinking.ts";
import { openCompaction, tellSummary } from "../vocabulary/compaction.ts";
import { sealPrefix } from "../vocabulary/sealed-text.ts";
import type { Mutation } from "./outgoing.ts";

export interface ThinkingMutation extends Mutation {
  readonly blocks: number;
}

export const noThinking: ThinkingMutation = { name: "thinking", splices: [], blocks: 0 };

const holdsSeal = createMarkFinder(Buffer.from(sealPrefix));

/** A quick look: most requests carry nothing. */
export function mayCarry({ bytes }: ModelRequest): boolean {
  return holdsSeal(bytes);
}

/** Carried thinking goes in any case; its readable part, if it has one, stays. */
export function dropCarried(request: ModelRequest): ThinkingMutation {
  const found = findForeignThinking(request, isCarriedSeal);
  if (found.kind === "none") return noThinking;
  const { blocks, splices } = found;
  const isDemanded = found.kind === "bound" && found.reason === "tool-loop";
  return { ...noThinking, blocks, splices: isDemanded ? [...splices, ...pause(request)] : splices };
}

function isCarriedSeal(seal: Uint8Array): boolean {
  return isCarried(Buffer.from(seal).toString("latin1"));
}

/** A turn that is to begin with thinking, and has none that its provider signed, is a 400. */
function pause({ scan }: ModelRequest): readonly Splice[] {
  const fields = scan.fields.get("thinking") ?? [];
  return fields.map(({ value }) => ({ ...value, text: '{"type":"disabled"}' }));
}

const itemNames: ReadonlySet<string> = new Set(["type", "encrypted_content"]);

/** A summary that we sealed stands for the turns before it: it is told in its place. */
export function openCompactions({ bytes, scan }: ModelRequest, key: Uint8Array): Mutation {
  const splices: Splice[] = [];
  for (const input of scan.fields.get("input") ?? []) {
    if (input.kind !== "array") continue;
    walkObjects(bytes, input.value, itemNames, (item) => {
      const sealed = lastField(item, "encrypted_content");
      const text = sealed === undefined ? null : readString(bytes, sealed.value);
      const summary = text === null ? null : openCompaction(text, key);
      if (summary !== null) {
        const content = [{ type: "input_text", text: tellSummary(summary) }];
        const told = JSON.stringify({ type: "message", role: "user", content });
        splices.push({ start: item.open, end: item.close + 1, text: told });
      }
      return true;
    });
  }
  return { name: "compaction", splices };
}
