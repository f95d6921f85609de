import { createBell, inTime, waitUntil } from "./bell.ts";
import { createByteQueue } from "./byte-queue.ts";
import { type WireHeaders, headerOf, joinBytes } from "./http-message.ts";
import { type Arrival, type RawAnswer, emptyAnswer, readAnswer } from "./raw-answer.ts";
import { connectTo } from "./raw-socket.ts";
import { toBytes } from "./reply.ts";
import { createSocketWriter } from "./socket-writer.ts";

/** A request written as given: nothing is added but Host and Content-Length, when missing. */
export interface RawRequest {
  /** "POST" with a body and "GET" without one, unless given. */
  readonly method?: string;
  /** Path and query; those of the URL unless given. */
  readonly target?: string;
  readonly headers?: WireHeaders;
  /** Sent as it is: whoever gives transfer-encoding also writes the chunks. */
  readonly body?: string | Uint8Array;
}

/** A connection of a client that does nothing on its own. */
export interface RawConnection {
  /** Resolves when the kernel took everything; false when the other side has gone. */
  send(data: string | Uint8Array): Promise<boolean>;
  /** Sends a request and reads its answer; one after the other on a kept connection. */
  request(request: RawRequest, timeoutMs?: number): Promise<RawAnswer>;
  /** Everything that came, read by read, heads and framing included. */
  readonly received: readonly Arrival[];
  /** The same as text. */
  text(): string;
  /** Resolves to all text so far once the predicate holds for it; rejects at the end or in time. */
  until(predicate: (text: string) => boolean, timeoutMs?: number): Promise<string>;
  /** Resolves when the other side has ended the connection: to its error code, null for a FIN. */
  waitForEnd(timeoutMs?: number): Promise<string | null>;
  /** Closes the socket at once. With bytes unread the kernel may make a reset out of a FIN. */
  leave(how?: "fin" | "reset"): void;
  /** Stops reading, so that the kernel's buffers fill and the sender has to wait. */
  pause(): void;
  resume(): void;
}

/** How long a request of a test may take, milliseconds: just below the 5 s of a test. */
const answerWaitMs = 4_500;

type Ending = "open" | "left" | "fin" | { readonly socketError: string | null };

/** Connects. Rejects with the error of the socket (`code`: "ECONNREFUSED"...) when it cannot. */
export async function openRaw(url: string): Promise<RawConnection> {
  const bell = createBell();
  const incoming = createByteQueue();
  const received: Arrival[] = [];
  const decoder = new TextDecoder();
  let decoded = "";
  let ending: Ending = "open";

  const end = (how: Ending) => {
    if (ending === "open") ending = how;
    incoming.close();
    writer.close();
    bell.ring();
  };
  const socket = connectTo(url, {
    data(bytes) {
      received.push({ at: performance.now(), bytes: bytes.slice() });
      decoded += decoder.decode(bytes, { stream: true });
      incoming.push(bytes);
      bell.ring();
    },
    drain: () => writer.drain(),
    end,
  });
  const writer = createSocketWriter(socket);
  await socket.opened;

  const send = (data: string | Uint8Array) => writer.write(toBytes(data));
  const errorCode = () => (typeof ending === "object" ? ending.socketError : null);
  const describe = () => `an answer or bytes; so far: ${JSON.stringify(decoded.slice(-400))}`;
  const leave = (how: "fin" | "reset" = "fin") => {
    end("left");
    socket.leave(how);
  };
  return {
    send,
    received,
    text: () => decoded,
    async request(request, timeoutMs = answerWaitMs) {
      // Not awaited: an answer may come, and end the connection, before the request is sent.
      void send(writtenRequest(url, request));
      const reading = readAnswer(incoming, methodOf(request), () => ({
        socketError: errorCode(),
        orderly: ending === "fin",
      }));
      return inTime(reading, { timeoutMs, describe });
    },
    async until(predicate, timeoutMs) {
      const matches = () => predicate(decoded);
      await waitUntil(bell, () => matches() || ending !== "open", { timeoutMs, describe });
      if (!matches()) throw new Error(`the connection ended before ${describe()}`);
      return decoded;
    },
    async waitForEnd(timeoutMs) {
      await waitUntil(bell, () => ending !== "open", { timeoutMs, describe: () => "the end" });
      return errorCode();
    },
    leave,
    pause: socket.pause,
    resume: socket.resume,
  };
}

/** One request on a connection of its own. A refused connection is an answer too (status 0). */
export async function rawRequest(
  url: string,
  request: RawRequest = {},
  timeoutMs?: number,
): Promise<RawAnswer> {
  let connection: RawConnection;
  try {
    connection = await openRaw(url);
  } catch (error) {
    if (error instanceof Error && "code" in error) return emptyAnswer(String(error.code));
    throw error;
  }
  try {
    return await connection.request(request, timeoutMs);
  } finally {
    connection.leave();
  }
}

/** The bytes of a request, for those who want to send them in pieces. */
export function writtenRequest(url: string, request: RawRequest): Uint8Array {
  const { host, pathname, search } = new URL(url);
  const { target = pathname + search, headers = [], body } = request;
  const added: WireHeaders = [];
  if (headerOf(headers, "host") === null) added.push(["Host", host]);
  const framed = headerOf(headers, "transfer-encoding") ?? headerOf(headers, "content-length");
  const payload = toBytes(body ?? "");
  if (body !== undefined && framed === null) added.push(["Content-Length", `${payload.length}`]);
  const lines = [...added, ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${methodOf(request)} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
  return joinBytes([Buffer.from(head, "latin1"), payload]);
}

function methodOf({ method, body }: RawRequest): string {
  return method ?? (body === undefined ? "GET" : "POST");
}
