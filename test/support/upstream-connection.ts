import type { Socket } from "bun";
import type { Bell } from "./bell.ts";
import { createByteQueue } from "./byte-queue.ts";
import { type Action, actionsOf } from "./play-reply.ts";
import type { Reply } from "./reply.ts";
import { type RequestRecord, type SeenRequest, readRequest } from "./seen-request.ts";
import { type SocketWriter, createSocketWriter } from "./socket-writer.ts";

/** What all connections of a scripted upstream have in common. */
export interface Exchange {
  /** Rung whenever something happened that a test could wait for. */
  readonly bell: Bell;
  readonly requests: RequestRecord[];
  /** Errors of the script, or bytes that are not HTTP. */
  readonly faults: Error[];
  choose(request: SeenRequest): Reply | Promise<Reply>;
}

/** One connection of a scripted upstream, driven by the handlers of its socket. */
export interface Connection {
  data(bytes: Uint8Array): void;
  drain(): void;
  /** The connection is gone: the other side sent FIN or reset, or `terminate` was called. */
  leave(): void;
  /** Resets the connection from our side. */
  terminate(): void;
  /** Resolves when nothing more will be answered here. Never rejects: see `Exchange.faults`. */
  readonly finished: Promise<void>;
}

/** Everything that an action can act on. */
interface Line {
  readonly writer: SocketWriter;
  readonly gone: Promise<void>;
  /** Sends FIN, and still receives. */
  finish(): void;
  terminate(): void;
}

/** Answers the requests of a connection one after the other. */
export function connect(socket: Socket, number: number, exchange: Exchange): Connection {
  const incoming = createByteQueue();
  const gone = Promise.withResolvers<void>();
  const mine: RequestRecord[] = [];
  let terminated = false;
  const writer = createSocketWriter(socket, (count) => {
    const current = mine.at(-1);
    if (current !== undefined) current.bytesSent += count;
  });
  const line: Line = {
    writer,
    gone: gone.promise,
    finish: () => socket.shutdown(),
    terminate() {
      terminated = true;
      socket.terminate();
    },
  };
  const fail = (fault: Error) => {
    exchange.faults.push(fault);
    line.terminate();
  };
  const converse = async () => {
    for (;;) {
      const request = await readRequest(incoming, number);
      if (request === null) return;
      if (typeof request === "string") return fail(new Error(`scripted upstream: ${request}`));
      mine.push(request);
      exchange.requests.push(request);
      exchange.bell.ring();
      if (!(await answer(request, line, exchange))) return;
      request.answeredAt = performance.now();
      exchange.bell.ring();
    }
  };
  return {
    data: (bytes) => incoming.push(bytes),
    drain: () => writer.drain(),
    leave() {
      const closedAt = performance.now();
      if (!terminated) for (const request of mine) request.closedAt = closedAt;
      incoming.close();
      writer.close();
      gone.resolve();
      exchange.bell.ring();
    },
    terminate: line.terminate,
    finished: converse().catch(fail),
  };
}

/** Plays the reply; false when it did not come to its end. */
async function answer(request: SeenRequest, line: Line, exchange: Exchange): Promise<boolean> {
  const reply = await Promise.race([exchange.choose(request), line.gone]);
  if (typeof reply !== "object") return false;
  for (const action of actionsOf(reply, request.method)) {
    if (!(await perform(action, line))) return false;
  }
  if (request.header("connection")?.toLowerCase() === "close") line.finish();
  return true;
}

/** Does one action; false when it, or the leaving of the other side, ends the answer. */
async function perform(action: Action, line: Line): Promise<boolean> {
  if (action === "stall") return false;
  if (action === "reset") {
    await untilRead();
    line.terminate();
    return false;
  }
  if (typeof action === "string") {
    line.finish();
    return action === "finish";
  }
  if ("until" in action) return before(line.gone, action.until);
  if ("waitMs" in action) return pause(line.gone, action.waitMs);
  await untilRead();
  return line.writer.write(action.write);
}

/**
 * Lets the sockets of this process read what was written: otherwise the kernel hands two writes
 * over as one, and a reset overtakes the write before it. One turn may end before the poll.
 */
async function untilRead(): Promise<void> {
  await turn();
  await turn();
}

/**
 * A turn of the event loop. Of its two clocks one is always slow or stopped: under
 * `expect(promise).resolves` Bun 1.4.5 takes about 200 ms for a `setImmediate`, and fake timers
 * stop `Bun.sleep`.
 */
function turn(): Promise<unknown> {
  return Promise.race([Bun.sleep(0), new Promise(setImmediate)]);
}

/** True when `event` comes first. */
async function before(gone: Promise<void>, event: Promise<unknown>): Promise<boolean> {
  return Promise.race([gone.then(() => false), event.then(() => true)]);
}

async function pause(gone: Promise<void>, waitMs: number): Promise<boolean> {
  const time = Promise.withResolvers<void>();
  const timer = setTimeout(time.resolve, waitMs);
  const elapsed = await before(gone, time.promise);
  clearTimeout(timer);
  return elapsed;
}
