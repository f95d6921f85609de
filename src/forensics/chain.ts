/**
 * A request as a chain of digests: its tools, its system prompt and its messages, one by one. No
 * content is kept.
 */
import type { Dialect } from "../base/dialect.ts";
import type { Span } from "../read/parse-span.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { skipValue } from "../read/skip-value.ts";
import { digest } from "./digest.ts";
import { forEachElement, readElement, readSection, type Section } from "./section.ts";

export type ChainSource = Pick<ModelRequest, "bytes" | "scan" | "dialect">;

export interface Chain {
  readonly tools: Section;
  readonly system: Section;
  readonly messages: Section;
  /** Digest of what else decides what a cache holds: effort, thinking, the choice of tools. */
  readonly settings: number;
}

const places: Readonly<Record<Dialect, { readonly system: string; readonly messages: string }>> = {
  "anthropic-messages": { system: "system", messages: "messages" },
  // The system prompt is a message there.
  "openai-chat": { system: "", messages: "messages" },
  "openai-responses": { system: "instructions", messages: "input" },
};

const settingNames = ["thinking", "output_config", "reasoning", "reasoning_effort", "tool_choice"];

/** `former` only makes it faster: what is as before is recognised without being read. */
export function readChain(source: ChainSource, former: Chain | null): Chain {
  const { bytes } = source;
  const { system, messages } = places[source.dialect];
  return {
    tools: readSection(bytes, spanOf(source, "tools"), former?.tools ?? null),
    system: readSection(bytes, spanOf(source, system), former?.system ?? null),
    messages: readSection(bytes, spanOf(source, messages), former?.messages ?? null),
    settings: readSettings(source),
  };
}

/** What the first messages say: by them a conversation is told from a sub-agent's. */
export function readOpening(source: ChainSource): readonly number[] {
  const { bytes } = source;
  const span = spanOf(source, places[source.dialect].messages);
  const opening: number[] = [];
  if (span === null || bytes[span.start] !== openBracket) return opening;
  forEachElement(bytes, span.start + 1, span.end, (start) => {
    const end = skipValue(bytes, start, Number.POSITIVE_INFINITY);
    opening.push(readElement(bytes, { start, end }).plain);
    return opening.length < openingLength ? end : null;
  });
  return opening;
}

const openBracket = 0x5b;
const openingLength = 2;

function spanOf({ scan }: ChainSource, name: string): Span | null {
  return (name === "" ? undefined : lastField(scan, name)?.value) ?? null;
}

function readSettings(source: ChainSource): number {
  const parts = settingNames.map((name) => {
    const span = spanOf(source, name);
    return span === null ? 0 : digest(source.bytes.subarray(span.start, span.end));
  });
  return digest(new Uint8Array(new Float64Array(parts).buffer));
}

/** Elements that ask the provider to keep what comes before them. */
export function countMarks({ tools, system, messages }: Chain): number {
  const all = [tools, system, messages];
  return all.reduce((sum, { marked }) => sum + marked.filter((each) => each === 1).length, 0);
}

export function sizeOf({ tools, system, messages }: Chain): number {
  return tools.raw.length + system.raw.length + messages.raw.length;
}
