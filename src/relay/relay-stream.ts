/**
 * The provider's stream as the client gets it: the same bytes, whole events at a time, one
 * well-formed end, and nothing read ahead of the client.
 */
import { connectionCode } from "../attempt/abandoned.ts";
import type { StreamAnswer } from "../attempt/answer.ts";
import { hideInText } from "../attempt/hide-credential.ts";
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { StreamFacts } from "../stream/watch-stream.ts";
import { alignEvents } from "./align-events.ts";
import { hideInErrors } from "./hide-in-errors.ts";
import type { Ticker } from "./ticker.ts";
import { pingEvent, streamErrorEvent } from "./write-events.ts";

/** How a stream ended. Exactly one for every stream. */
export type StreamOutcome = "success" | "error in stream" | "client left" | StreamFailure;
export type StreamFailure = "cut" | "stalled" | "too large" | "stopped";

export interface StreamEnd {
  readonly outcome: StreamOutcome;
  readonly facts: StreamFacts;
  /** For people, when the outcome is a failure. */
  readonly message: string | null;
}

export interface RelayOptions {
  readonly ticker: Ticker;
  readonly now: () => number;
  readonly idleTimeoutMs: number;
  readonly pingIntervalMs: number;
}

export interface RelayInput {
  readonly answer: StreamAnswer;
  readonly dialect: Dialect;
  readonly requestId: string;
  readonly accountName: string;
  /** Taken out of the provider's error events. */
  readonly credential: string | null;
  readonly clientSignal: AbortSignal;
  /** Told of the provider's events as they are passed on; null = nobody wants to know. */
  readonly onBytes: ((bytes: Uint8Array) => void) | null;
  readonly onEnd: (end: StreamEnd) => void;
}

export interface StreamRelay {
  readonly body: ReadableStream<Uint8Array>;
  /** Ends the stream now, with an error event that says why. */
  readonly stop: (message: string) => void;
}

interface Progress {
  /** Since when a read has been waiting; null while the client is the slower side. */
  waitingSince: number | null;
  wroteAt: number;
  /** The provider's side is finished, so that its connection can be used again. */
  isRead: boolean;
  isOver: boolean;
}

interface Client {
  write(bytes: Uint8Array): void;
  /** Something that was written has not been taken yet. */
  isBehind(): boolean;
  close(): void;
}

/** What was held back for the first content, and the provider's headers, go before the stream ends. */
export function relayStream(input: RelayInput, options: RelayOptions): StreamRelay {
  const { dialect, credential } = input;
  const { reader, watcher } = input.answer;
  const isFramed = hasFrames(input.answer.headers);
  const progress: Progress = {
    waitingSince: null,
    wroteAt: options.now(),
    isRead: reader === null,
    isOver: false,
  };
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const client: Client = {
    write(bytes) {
      controller?.enqueue(bytes);
      progress.wroteAt = options.now();
    },
    isBehind: () => (controller?.desiredSize ?? 0) < 0,
    close: () => controller?.close(),
  };
  const ending = createEnding({ input, options, progress, client });
  const aligner = alignEvents(watcher, withListener(client, input.onBytes), (events) =>
    hideInErrors(events, dialect, credential),
  );

  async function pull(): Promise<void> {
    if (reader === null) return;
    while (!progress.isOver) {
      progress.waitingSince = options.now();
      const part = await readPart(reader);
      progress.waitingSince = null;
      if (progress.isOver) return;
      if (part === "broken") return ending.fail("cut");
      if (part === "done") return finish();
      const hasWritten = aligner.take(part);
      if (watcher.seen.hasStrayed) return ending.succeed();
      if (watcher.seen.isOversized) return ending.fail("too large");
      if (hasWritten) return;
    }
  }

  function finish(): void {
    progress.isRead = true;
    watcher.finish();
    if (!isWhole(watcher.seen, dialect, isFramed)) return ending.fail("cut");
    aligner.flush();
    ending.succeed();
  }

  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(given) {
      controller = given;
    },
    pull,
    cancel: ending.leave,
  };
  // Nothing is read ahead of the client: memory follows the slowest reader.
  const body = new ReadableStream(source, { highWaterMark: 0 });
  aligner.begin(input.answer.held);
  if (reader === null) finish();
  else if (watcher.seen.hasStrayed) ending.succeed();
  return { body, stop: (message) => ending.fail("stopped", message) };
}

function withListener({ write }: Client, listen: RelayInput["onBytes"]): Client["write"] {
  if (listen === null) return write;
  return (bytes) => {
    listen(bytes);
    write(bytes);
  };
}

async function readPart(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array | "done" | "broken"> {
  try {
    const { done, value } = await reader.read();
    return done ? "done" : value;
  } catch (error) {
    // Our own aborts and Bun's connection errors; anything else surfaces.
    connectionCode(error);
    return "broken";
  }
}

/**
 * Whether a stream that the provider closed in good order has said all it had to say. Some Chat
 * servers send neither [DONE] nor a finish_reason (seen in recordings): with chunked framing or a
 * length a cut shows as a broken read, so that their good end can be believed.
 */
function isWhole(
  { hasEnded, hasFinished, error }: StreamFacts,
  dialect: Dialect,
  isFramed: boolean,
): boolean {
  if (hasEnded || error !== null) return true;
  return dialect === "openai-chat" && (hasFinished || isFramed);
}

function hasFrames(headers: Headers): boolean {
  return headers.has("transfer-encoding") || headers.has("content-length");
}

interface Ending {
  /** The provider has closed the stream in good order. */
  succeed(): void;
  /** The client has gone: nobody hears of the end. */
  leave(): void;
  /** Tells the client in an event of its dialect that the answer is not whole, and ends. */
  fail(outcome: StreamFailure, message?: string): void;
}

interface EndingInput {
  readonly input: RelayInput;
  readonly options: RelayOptions;
  readonly progress: Progress;
  readonly client: Client;
}

const failureTexts: Readonly<Record<StreamFailure, string>> = {
  cut: "broke off in the middle of its answer",
  stalled: "fell silent in the middle of its answer",
  "too large": "sent an event that is too large",
  stopped: "was interrupted because CodeGate is stopping",
};

/** Watches the clock of one stream and makes sure that it ends exactly once. */
function createEnding({ input, options, progress, client }: EndingInput): Ending {
  const { dialect, requestId, accountName, clientSignal, credential, onEnd } = input;
  const { watcher, abort } = input.answer;
  const { seen } = watcher;
  const removeTick = options.ticker.add(tick);
  // A response that was never read is not cancelled either.
  clientSignal.addEventListener("abort", leave, { once: true });

  /**
   * What the provider has said comes before whatever happens to the connection afterwards: SDKs
   * leave as soon as they have heard the terminator or an error, and some providers reset then.
   */
  function said(): "success" | "error in stream" | null {
    if (seen.error !== null) return "error in stream";
    return seen.hasEnded ? "success" : null;
  }

  function note(outcome: StreamOutcome, message: string | null): void {
    progress.isOver = true;
    removeTick();
    clientSignal.removeEventListener("abort", leave);
    if (!progress.isRead) abort(outcome);
    onEnd({ outcome, facts: seen, message });
  }

  function errorText(): string | null {
    return seen.error === null ? null : hideInText(seen.error.message, credential);
  }

  function end(outcome: StreamOutcome, message = errorText()): void {
    client.close();
    note(outcome, message);
  }

  function succeed(): void {
    if (!progress.isOver) end(said() ?? "success");
  }

  function leave(): void {
    if (!progress.isOver) note(said() ?? "client left", errorText());
  }

  function fail(outcome: StreamFailure, message?: string): void {
    if (progress.isOver) return;
    if (said() !== null) return succeed();
    const text = message ?? `Account "${accountName}" ${failureTexts[outcome]}.`;
    client.write(streamErrorEvent({ dialect, message: text, requestId, frames: seen.frames }));
    end(outcome, text);
  }

  function tick(): void {
    const { waitingSince, wroteAt } = progress;
    // While the client is the slower side nothing is late, and it needs no sign of life.
    if (waitingSince === null || client.isBehind()) return;
    const now = options.now();
    const silentMs = now - waitingSince;
    if (said() !== null) {
      if (silentMs >= limits.terminatorGraceMs) succeed();
      return;
    }
    if (silentMs >= options.idleTimeoutMs) return fail("stalled");
    if (now - wroteAt >= options.pingIntervalMs) client.write(pingEvent(dialect));
  }

  // Nobody would tell of a client that has gone already.
  if (clientSignal.aborted) leave();
  return { succeed, leave, fail };
}
