/** How a conversation began: what stays the same in all its requests. */
import { bufferOf } from "../../base/buffers.ts";
import { limits } from "../../base/limits.ts";
import type { Span } from "../../read/parse-span.ts";
import { lastField } from "../../read/read-request.ts";
import type { Field, ObjectScan } from "../../read/scan-object.ts";
import { stringField } from "../string-field.ts";
import { walkObjects } from "../walk-array.ts";

/** Spans of JSON strings without their quotes, in order. */
export interface Opening {
  readonly system: readonly Span[];
  /** The first user message and those that follow it directly. */
  readonly user: readonly Span[];
}

/**
 * The texts that a conversation began with, or null when its first user turn has none. Only texts
 * count: clients move `cache_control` from turn to turn and write one text as string or as block.
 */
export function readOpening(bytes: Uint8Array, scan: ObjectScan): Opening | null {
  const system: Span[] = [];
  const user: Span[] = [];
  for (const name of ["system", "instructions"]) {
    collectTexts(bytes, lastField(scan, name), system);
  }
  // Cursor posts `input` to the chat endpoint, so the field decides and not the dialect.
  const turns = lastField(scan, "messages") ?? lastField(scan, "input");
  if (turns?.kind === "array") readTurns(bytes, turns.value, { system, user });
  else collectTexts(bytes, turns, user);
  if (user.length === 0) return null;
  return { system: withoutBilling(bytes, system), user };
}

interface Texts {
  readonly system: Span[];
  readonly user: Span[];
}

const turnNames: ReadonlySet<string> = new Set(["role", "content"]);

function readTurns(bytes: Uint8Array, turns: Span, { system, user }: Texts): void {
  let left = limits.openingElements;
  let isUserTurn = false;
  walkObjects(bytes, turns, turnNames, (turn) => {
    const role = stringField(bytes, turn, "role");
    if (role === "user") {
      isUserTurn = true;
      collectTexts(bytes, lastField(turn, "content"), user);
    } else if (role === "system" || role === "developer") {
      // Behind the user's words they are reminders, which some clients leave out again.
      if (!isUserTurn) collectTexts(bytes, lastField(turn, "content"), system);
    } else if (isUserTurn) {
      return false;
    }
    left--;
    return left > 0;
  });
}

const blockNames: ReadonlySet<string> = new Set(["text"]);

function collectTexts(bytes: Uint8Array, content: Field | undefined, into: Span[]): void {
  if (content === undefined || into.length >= limits.openingTexts) return;
  if (content.kind === "string") into.push(inside(content.value));
  if (content.kind !== "array") return;
  walkObjects(bytes, content.value, blockNames, (block) => {
    const text = lastField(block, "text");
    if (text?.kind === "string") into.push(inside(text.value));
    return into.length < limits.openingTexts;
  });
}

function inside({ start, end }: Span): Span {
  return { start: start + 1, end: end - 1 };
}

const billingHeader = Buffer.from("x-anthropic-billing-header:");
const lineEnd = Buffer.from("\\n");

/** Claude Code's first system line changes with each request (`cch=`): what follows it counts. */
function withoutBilling(bytes: Uint8Array, texts: readonly Span[]): readonly Span[] {
  if (!texts.some((text) => beginsWithBilling(bytes, text))) return texts;
  return texts.flatMap((text) => {
    if (!beginsWithBilling(bytes, text)) return [text];
    const end = bufferOf(bytes).subarray(text.start, text.end).indexOf(lineEnd);
    return end < 0 ? [] : [{ start: text.start + end + lineEnd.length, end: text.end }];
  });
}

function beginsWithBilling(bytes: Uint8Array, { start, end }: Span): boolean {
  if (end - start < billingHeader.length) return false;
  return billingHeader.every((byte, index) => bytes[start + index] === byte);
}
