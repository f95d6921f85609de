import type { ByteQueue } from "./byte-queue.ts";
import {
  type WireHeaders,
  framingOf,
  headerOf,
  joinBytes,
  readBody,
  readHead,
} from "./http-message.ts";

/** Bytes with the moment of their arrival, `performance.now()`. */
export interface Arrival {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** What came back, however far it came. */
export interface RawAnswer {
  /** 0 when the connection ended before the head was complete. */
  readonly status: number;
  readonly statusText: string;
  readonly headers: WireHeaders;
  /** The values of a header joined by ", ", or null. */
  header(name: string): string | null;
  /** Freed of its framing; not decompressed. */
  readonly body: Uint8Array;
  text(): string;
  json(): unknown;
  /** The body as it arrived: a piece is never longer than an HTTP chunk or a read of the socket. */
  readonly chunks: readonly Arrival[];
  /** The body was complete: last chunk, whole content-length, or an orderly end without either. */
  readonly endedCleanly: boolean;
  /** "ECONNRESET", "ECONNREFUSED"..., or null. */
  readonly socketError: string | null;
}

/** How the connection stands when the bytes are over. */
export interface ConnectionEnd {
  readonly socketError: string | null;
  /** The other side said goodbye, and not we. */
  readonly orderly: boolean;
}

/** Reads the next answer of a connection, skipping interim ones (1xx). */
export async function readAnswer(
  queue: ByteQueue,
  method: string,
  connectionEnd: () => ConnectionEnd,
): Promise<RawAnswer> {
  const head = await readFinalHead(queue);
  if (head === null) return emptyAnswer(connectionEnd().socketError);
  const { status, statusText, headers } = head;
  const chunks: Arrival[] = [];
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  const framing = hasBody ? framingOf(headers, "close") : { length: 0 };
  const complete = await readBody(queue, framing, (bytes) => {
    chunks.push({ at: performance.now(), bytes });
  });
  const { socketError, orderly } = connectionEnd();
  const endedCleanly = complete && (framing !== "close" || orderly);
  return {
    ...answerOf(headers, chunks),
    status,
    statusText,
    endedCleanly,
    socketError: endedCleanly ? null : socketError,
  };
}

/** The answer that never began. */
export function emptyAnswer(socketError: string | null): RawAnswer {
  return { ...answerOf([], []), status: 0, statusText: "", endedCleanly: false, socketError };
}

function answerOf(headers: WireHeaders, chunks: readonly Arrival[]) {
  const body = joinBytes(chunks.map((chunk) => chunk.bytes));
  const text = () => new TextDecoder().decode(body);
  return {
    headers,
    header: (name: string) => headerOf(headers, name),
    body,
    text,
    json: () => JSON.parse(text()) as unknown,
    chunks,
  };
}

async function readFinalHead(queue: ByteQueue) {
  for (;;) {
    const head = await readHead(queue);
    if (head === null) return null;
    const [, code, statusText = ""] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(head.startLine) ?? [];
    if (code === undefined) throw new Error(`not a status line: ${head.startLine}`);
    const status = Number(code);
    if (status === 101 || status >= 200) return { status, statusText, headers: head.headers };
  }
}
