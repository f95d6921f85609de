/** The items of kept turns: the conversation that a request goes on with. */
import { elementsOf } from "../affinity/walk-array.ts";
import { limits } from "../base/limits.ts";
import { readString, scanObjectAt } from "../read/json-values.ts";
import type { Span } from "../read/parse-span.ts";
import { scanObject } from "../read/scan-object.ts";
import { openBrace } from "../read/skip-value.ts";
import type { KeptTurn } from "./kept-turn.ts";

/** All items of the turns, what was sent and what was answered, each as JSON text. */
export function conversationItems(turns: readonly KeptTurn[]): readonly string[] {
  return turns.flatMap((turn) => [...listItems(turn.input), ...answeredItems(turn.response)]);
}

/** Each element of a JSON array as text. */
export function listItems(array: string): readonly string[] {
  const bytes = Buffer.from(array, "utf8");
  return elementsOf(bytes, { start: 0, end: bytes.length }).map(({ start, end }) =>
    bytes.toString("utf8", start, end),
  );
}

const outputName: ReadonlySet<string> = new Set(["output"]);
const reasoningNames: ReadonlySet<string> = new Set(["type", "encrypted_content"]);

/** What a later turn can go on with of a response, each item as JSON text. */
export function answeredItems(response: string): readonly string[] {
  const bytes = Buffer.from(response, "utf8");
  const scanned = scanObject(bytes, outputName, { depth: limits.jsonDepth });
  const output = scanned.ok ? scanned.value.fields.last("output") : undefined;
  if (output?.kind !== "array") return [];
  return elementsOf(bytes, output.value)
    .filter((span) => bytes[span.start] === openBrace && isOfUse(bytes, span))
    .map(({ start, end }) => bytes.toString("utf8", start, end));
}

/** Reasoning that nobody can read again is refused: its provider has not stored it. */
function isOfUse(bytes: Uint8Array, span: Span): boolean {
  const { fields } = scanObjectAt(bytes, span, reasoningNames);
  const type = fields.last("type");
  if (type === undefined || readString(bytes, type.value) !== "reasoning") return true;
  return fields.last("encrypted_content")?.kind === "string";
}
