import type { Span } from "../../read/parse-span.ts";
import { scanObjectAt } from "../../read/json-values.ts";
import { lastField } from "../../read/read-request.ts";
import { openBrace } from "../../read/skip-value.ts";
import type { Splice } from "../../read/splice.ts";
import { stringField } from "../string-field.ts";
import { elementsOf } from "../walk-array.ts";
import { dropElements } from "./drop-elements.ts";
import {
  nothingToDrop,
  sealOf,
  type BoundReason,
  type Drop,
  type DropInput,
  type IsForeign,
} from "./drop.ts";
import { findLoopStart } from "./find-loop-start.ts";
import { findWords } from "./find-words.ts";

/** The signed thinking in Anthropic's `messages`. */
export function dropFromMessages(input: DropInput): Drop {
  const { bytes, array, isForeign } = input;
  const hits = findWords(bytes, array, ['"signature"', '"redacted_thinking"']);
  if (!hits.any) return nothingToDrop;
  const messages = elementsOf(bytes, array);
  const dropped = new Set<number>();
  const splices: Splice[] = [];
  let blocks = 0;
  let last = -1;
  messages.forEach((message, index) => {
    if (bytes[message.start] !== openBrace || !hits.within(message)) return;
    const thinking = findInMessage(bytes, message, isForeign);
    if (thinking === null) return;
    blocks += thinking.blocks;
    last = index;
    if (thinking.splices === null) dropped.add(index);
    else splices.push(...thinking.splices);
  });
  if (blocks === 0) return nothingToDrop;
  const reasons: BoundReason[] = dropped.size === messages.length ? ["nothing-left"] : [];
  if (demandsThinking(input) && last > findLoopStart(bytes, messages)) reasons.push("tool-loop");
  return { blocks, splices: [...splices, ...dropElements(messages, dropped)], reasons };
}

const messageNames: ReadonlySet<string> = new Set(["role", "content"]);
const blockNames: ReadonlySet<string> = new Set(["type", "signature", "data"]);

interface InMessage {
  readonly blocks: number;
  /** Null = the whole message has to go. */
  readonly splices: readonly Splice[] | null;
}

/** The thinking of an assistant's message, or null when no foreign account has signed any of it. */
function findInMessage(bytes: Uint8Array, span: Span, isForeign: IsForeign): InMessage | null {
  const message = scanObjectAt(bytes, span, messageNames);
  const content = lastField(message, "content");
  if (content?.kind !== "array") return null;
  if (stringField(bytes, message, "role") !== "assistant") return null;
  const blocks = elementsOf(bytes, content.value);
  const thinking = new Set<number>();
  let hasForeign = false;
  blocks.forEach((each, index) => {
    if (bytes[each.start] !== openBrace) return;
    const block = scanObjectAt(bytes, each, blockNames);
    const type = stringField(bytes, block, "type");
    if (type !== "thinking" && type !== "redacted_thinking") return;
    thinking.add(index);
    const seal = sealOf(bytes, block, type === "thinking" ? "signature" : "data");
    hasForeign ||= seal !== null && isForeign(seal);
  });
  if (!hasForeign) return null;
  const isAll = thinking.size === blocks.length;
  return { blocks: thinking.size, splices: isAll ? null : dropElements(blocks, thinking) };
}

const typeName: ReadonlySet<string> = new Set(["type"]);

/** True for `thinking: {type: "enabled"}`; with every other form a turn may go without. */
function demandsThinking({ bytes, scan }: DropInput): boolean {
  const thinking = lastField(scan, "thinking");
  if (thinking?.kind !== "object") return false;
  return stringField(bytes, scanObjectAt(bytes, thinking.value, typeName), "type") === "enabled";
}
