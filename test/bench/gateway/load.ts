/** Load through raw sockets: written bytes, counted answers, and nothing that costs more. */
import type { Socket } from "bun";
import { preciseNow } from "../../support/child.ts";
import { createFlow, type Flow } from "./flow.ts";
import { createMessageEnd, type MessageEnd } from "./message-end.ts";
import { stampDigits, stampMark } from "./scenes.ts";

export interface Load {
  readonly url: string;
  /** The whole request, head and body. */
  readonly request: Uint8Array;
  readonly connections: number;
  /** No request begins after this time, milliseconds. */
  readonly forMs: number;
  /** Looks at events of streams: when they were sent, and when the last one came. */
  readonly watches?: boolean;
}

export interface Loaded {
  readonly requests: number;
  /** Answers other than 200, and broken connections; with what the first of them said. */
  readonly failures: number;
  readonly failure: string | null;
  readonly seconds: number;
  /** Of every request, to its last byte, milliseconds, ascending. */
  readonly latencies: Float64Array;
  /** Of every request, to its first event, milliseconds, ascending. */
  readonly firstEvents: Float64Array;
  /** Of every event, from its sending, milliseconds, ascending. */
  readonly delays: Float64Array;
  readonly events: number;
  /** Of every stream, the longest time between two events, milliseconds. */
  readonly longestGaps: Float64Array;
}

interface Lane {
  readonly flow: Flow;
  readonly end: MessageEnd;
  startedAt: number;
  firstEventAt: number;
  lastEventAt: number;
  longestGap: number;
}

interface Tally {
  requests: number;
  failures: number;
  failure: string | null;
  events: number;
  readonly latencies: number[];
  readonly firstEvents: number[];
  readonly delays: number[];
  readonly longestGaps: number[];
}

const settle = (numbers: readonly number[]) => Float64Array.from(numbers).toSorted();

/** Opens all connections, and keeps a request under way on each of them. */
export async function runLoad(load: Load): Promise<Loaded> {
  const tally: Tally = {
    requests: 0,
    failures: 0,
    failure: null,
    events: 0,
    latencies: [],
    firstEvents: [],
    delays: [],
    longestGaps: [],
  };
  const open = await Promise.all(
    Array.from({ length: load.connections }, () => openLane(load, tally)),
  );
  const startedAt = performance.now();
  const endAt = startedAt + load.forMs;
  await Promise.all(open.map((lane) => lane.run(endAt)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { requests, failures, failure, events } = tally;
  return {
    requests,
    failures,
    failure,
    events,
    seconds,
    latencies: settle(tally.latencies),
    firstEvents: settle(tally.firstEvents),
    delays: settle(tally.delays),
    longestGaps: settle(tally.longestGaps),
  };
}

async function openLane(load: Load, tally: Tally) {
  const over = Promise.withResolvers<void>();
  let lane: Lane | null = null;
  let endAt = 0;
  const { hostname, port } = new URL(load.url);

  function ask(current: Lane): void {
    current.end.reset();
    current.firstEventAt = 0;
    current.lastEventAt = 0;
    current.longestGap = 0;
    current.startedAt = performance.now();
    current.flow.write(load.request);
  }

  function hear(current: Lane, socket: Socket, bytes: Uint8Array): void {
    if (load.watches === true) watch(current, bytes, tally);
    if (!current.end.push(bytes)) return;
    note(current, performance.now(), tally);
    if (performance.now() < endAt) ask(current);
    else leave(socket);
  }

  function leave(socket: Socket): void {
    lane = null;
    socket.end();
    over.resolve();
  }

  function lose(words: string): void {
    if (lane !== null) fail(tally, words);
    lane = null;
    over.resolve();
  }

  const socket = await Bun.connect({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port === "" ? 80 : port),
    socket: {
      data: (from, bytes) => void (lane === null || hear(lane, from, bytes)),
      drain: () => lane?.flow.drain(),
      close: () => lose("the connection was closed"),
      error: (_socket, error) => lose(error.message),
    },
  });
  socket.setNoDelay(true);
  const flow = createFlow(socket);
  const times = { startedAt: 0, firstEventAt: 0, lastEventAt: 0, longestGap: 0 };
  lane = { flow, end: createMessageEnd(), ...times };
  return {
    run(until: number): Promise<void> {
      endAt = until;
      if (lane !== null) ask(lane);
      return over.promise;
    },
  };
}

function fail(tally: Tally, words: string): void {
  tally.failures++;
  tally.failure ??= words;
}

function note(lane: Lane, now: number, tally: Tally): void {
  if (!lane.end.startLine().includes(" 200 ")) return fail(tally, lane.end.text().slice(0, 600));
  tally.requests++;
  tally.latencies.push(now - lane.startedAt);
  if (lane.lastEventAt > 0) tally.longestGaps.push(lane.longestGap);
}

function watch(lane: Lane, bytes: Uint8Array, tally: Tally): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const epoch = preciseNow();
  const now = performance.now();
  for (let at = buffer.indexOf(stampMark); at >= 0; at = buffer.indexOf(stampMark, at + 1)) {
    const start = at + stampMark.length;
    const sentAt = Number(buffer.toString("latin1", start, start + stampDigits)) / 1_000;
    // Ends of streams repeat the text with no stamp in it.
    if (!(sentAt > 0)) continue;
    tally.events++;
    tally.delays.push(epoch - sentAt);
    if (lane.firstEventAt === 0) {
      lane.firstEventAt = now;
      tally.firstEvents.push(now - lane.startedAt);
    } else lane.longestGap = Math.max(lane.longestGap, now - lane.lastEventAt);
    lane.lastEventAt = now;
  }
}

/** The number below which that share of an ascending list is. */
export function percentile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}
