/** Looks at a stream's bytes as they pass: where events end, first content, usage, its end. */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import {
  addCall,
  emptyEnvelope,
  mergeEnvelopes,
  type Envelope,
  type ServerTools,
} from "../usage/read-served.ts";
import type { FrameFacts, FrameReader, StreamError } from "./frame-facts.ts";
import { readAnthropicFrame } from "./read-anthropic-frame.ts";
import { isDone, readChatFrame, readFirstChatFrame } from "./read-chat-frame.ts";
import { fieldBytes } from "./read-frame.ts";
import { readResponsesFrame } from "./read-responses-frame.ts";
import { createFrameSplitter } from "./split-frames.ts";

export interface StreamWatcher {
  /** Takes the next chunk; returns how many of its bytes complete events (see FrameSplitter). */
  feed(chunk: Uint8Array): number;
  /** The source ended in good order: an event without its blank line counts as complete. */
  finish(): void;
  /** Bytes of the event that has begun but not ended. */
  pendingBytes(): number;
  readonly seen: StreamFacts;
}

/** What was seen so far. */
export interface StreamFacts {
  readonly hasContent: boolean;
  /** The dialect's own terminator has come. */
  readonly hasEnded: boolean;
  /** The last choice has said why it ended. */
  readonly hasFinished: boolean;
  readonly error: StreamError | null;
  /** Signed thinking was in it. */
  readonly hasThinking: boolean;
  /** Usage objects as they stood in the stream, oldest first. */
  readonly usages: readonly unknown[];
  /** Who serves and how. */
  readonly envelope: Envelope;
  /** Calls of tools that the provider ran and counts nowhere else. */
  readonly calls: ServerTools;
  /** Events seen; Responses numbers its events with this. */
  readonly frames: number;
  /** After its end the stream went on; from there on it is neither looked at nor passed on. */
  readonly hasStrayed: boolean;
  /** An event has grown beyond `limits.streamEventBytes`. */
  readonly isOversized: boolean;
}

type Mutable<Facts> = { -readonly [Name in keyof Facts]: Facts[Name] };

/** More usage objects than any dialect sends at its ends; some servers repeat it on every chunk. */
const usagesKept = 2;

export function watchStream(dialect: Dialect): StreamWatcher {
  const seen: Mutable<StreamFacts> = {
    hasContent: false,
    hasEnded: false,
    hasFinished: false,
    error: null,
    hasThinking: false,
    usages: [],
    envelope: emptyEnvelope,
    calls: {},
    frames: 0,
    hasStrayed: false,
    isOversized: false,
  };
  const read = frameReader(dialect, seen);

  /** False for what does not belong to the answer. */
  function note(frame: Uint8Array): boolean {
    if (seen.hasEnded && isStray(frame)) {
      seen.hasStrayed = true;
      return false;
    }
    const facts = read(frame);
    seen.frames++;
    if (facts.meaning === "content") seen.hasContent = true;
    else if (facts.meaning === "end") seen.hasEnded = true;
    else if (facts.meaning === "error") seen.error ??= errorOf(facts);
    if (facts.hasAnswer === true) seen.hasContent = true;
    if (facts.hasThinking === true) seen.hasThinking = true;
    if (facts.finished === true) seen.hasFinished = true;
    if (facts.usage !== undefined && facts.usage !== null) seen.usages = keep(facts.usage);
    if (facts.envelope !== undefined) {
      seen.envelope = mergeEnvelopes(seen.envelope, facts.envelope);
    }
    if (facts.serverTool !== undefined) seen.calls = addCall(seen.calls, facts.serverTool);
    return true;
  }

  /** The first usage (message_start) and the newest one are all that any dialect needs. */
  function keep(usage: unknown): readonly unknown[] {
    const first = seen.usages.slice(0, usagesKept - 1);
    return [...first, usage];
  }

  const splitter = createFrameSplitter(note);
  return {
    feed(chunk) {
      const complete = splitter.feed(chunk);
      if (splitter.pendingBytes() > limits.streamEventBytes) seen.isOversized = true;
      return complete;
    },
    finish() {
      const tail = splitter.tail();
      if (tail.length > 0) note(tail);
    },
    pendingBytes: splitter.pendingBytes,
    seen,
  };
}

/**
 * Comments and blank lines may follow the end, and many servers send [DONE] in every dialect. Anything
 * else would be a second answer, which SDKs refuse or take for the first one.
 */
function isStray(frame: Uint8Array): boolean {
  const data = fieldBytes(frame, "data");
  return data !== null && !isDone(data);
}

function errorOf(facts: FrameFacts): StreamError {
  return facts.error ?? { type: "error", message: "" };
}

function frameReader(dialect: Dialect, seen: StreamFacts): FrameReader {
  if (dialect === "anthropic-messages") return readAnthropicFrame;
  if (dialect === "openai-responses") return readResponsesFrame;
  return (frame) => (seen.hasContent ? readChatFrame(frame) : readFirstChatFrame(frame));
}
