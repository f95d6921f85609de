/**
 * Cache breakpoints. Clients of OpenAI's dialects count on prefixes being cached by themselves;
 * Anthropic caches only up to a breakpoint, so agents' requests get some: after the instructions
 * (with the tools before them), and after the last two user turns, so that each turn finds what the
 * one before it has written.
 */
import { limits } from "../base/limits.ts";
import { asList, asObjects, type JsonDraft } from "../vocabulary/json-values.ts";
import { withBreakpoint } from "./write-content.ts";
import type { WrittenTurns } from "./write-turns.ts";
import type { JsonObject } from "../vocabulary/json.ts";
import type { CacheBreakpoint } from "../vocabulary/part.ts";
import type { WriteContext } from "../vocabulary/target.ts";

const rollingTurns = 2;

export interface Cacheable extends WrittenTurns {
  readonly tools: readonly JsonObject[];
}

export function writeCaching(parts: Cacheable, context: WriteContext): Cacheable {
  const { conversation, notes } = context;
  const own = countBreakpoints(parts);
  if (own > limits.cacheBreakpoints) {
    notes.lose("cache_control", "more breakpoints than are accepted; the last ones were kept");
    return keepLast(parts);
  }
  const isAgent = parts.tools.length > 0 || conversation.caching.key !== null;
  if (own > 0 || !isAgent) return parts;
  const isLong = conversation.caching.retention === "24h";
  return addBreakpoints(parts, { lifetime: isLong ? "1h" : "default" });
}

function addBreakpoints(parts: Cacheable, breakpoint: CacheBreakpoint): Cacheable {
  const mark = (blocks: readonly JsonObject[]): JsonObject[] =>
    blocks.map((block, index) =>
      index === blocks.length - 1 && canCarry(block) ? withBreakpoint(block, breakpoint) : block,
    );
  const users = parts.messages.flatMap(({ role }, index) => (role === "user" ? [index] : []));
  const rolling = new Set(users.slice(-rollingTurns));
  return {
    tools: parts.system.length === 0 ? mark(parts.tools) : parts.tools,
    system: mark(parts.system),
    messages: parts.messages.map((message, index) =>
      rolling.has(index) && Array.isArray(message["content"])
        ? { ...message, content: mark(asObjects(message["content"])) }
        : message,
    ),
  };
}

function canCarry({ type }: JsonObject): boolean {
  return type !== "thinking" && type !== "redacted_thinking";
}

function countBreakpoints({ tools, system, messages }: Cacheable): number {
  let count = countIn(tools) + countIn(system);
  for (const { content } of messages) count += countIn(asObjects(content));
  return count;
}

/** Of blocks, and of those inside of results. */
function countIn(blocks: readonly JsonObject[]): number {
  let count = 0;
  for (const block of blocks) {
    if (block["cache_control"] !== undefined) count++;
    for (const inner of asObjects(block["content"])) {
      if (inner["cache_control"] !== undefined) count++;
    }
  }
  return count;
}

/** The longest prefixes are worth the most. */
function keepLast({ tools, system, messages }: Cacheable): Cacheable {
  let left = limits.cacheBreakpoints;
  const keep = (block: JsonObject): JsonObject => {
    const { cache_control: control, ...rest }: JsonDraft = block;
    const inner = Array.isArray(block["content"])
      ? { content: asList(block["content"]).toReversed().map(keepInner).toReversed() }
      : {};
    if (control === undefined) return { ...rest, ...inner };
    left--;
    return left < 0 ? { ...rest, ...inner } : { ...block, ...inner };
  };
  const keepInner = (value: ReturnType<typeof asList>[number]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? keep(value as JsonObject)
      : value;
  const keepAll = (blocks: readonly JsonObject[]): JsonObject[] =>
    blocks.toReversed().map(keep).toReversed();
  const keptMessages = keepAll(messages);
  const keptSystem = keepAll(system);
  return { tools: keepAll(tools), system: keptSystem, messages: keptMessages };
}
