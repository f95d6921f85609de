import type { ByteQueue } from "./byte-queue.ts";
import {
  type WireHeaders,
  framingOf,
  headerOf,
  joinBytes,
  readBody,
  readHead,
} from "./http-message.ts";

/** A request as it arrived at the scripted upstream. All times are `performance.now()`. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, exactly as on the wire. */
  readonly target: string;
  readonly headers: WireHeaders;
  /** The values of a header joined by ", ", or null. */
  header(name: string): string | null;
  /** Freed of its framing; not decompressed. */
  readonly body: Uint8Array;
  text(): string;
  json(): unknown;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
  /** When its last byte had arrived. */
  readonly receivedAt: number;
  /** When the last byte of the answer was given to the kernel; null while or if it was not. */
  readonly answeredAt: number | null;
  /** When the gateway closed or reset the connection; null while or if it did not. */
  readonly closedAt: number | null;
  /** Bytes of the answer which the kernel took, head and framing included. */
  readonly bytesSent: number;
}

/** The same, as the upstream itself writes on it. */
export type RequestRecord = {
  -readonly [Key in keyof SeenRequest]: SeenRequest[Key];
};

/**
 * Reads the next request of a connection; null when the connection ends first, a text when what
 * came is not HTTP/1.1.
 */
export async function readRequest(
  queue: ByteQueue,
  connection: number,
): Promise<RequestRecord | string | null> {
  const head = await readHead(queue);
  if (head === null) return null;
  const { startLine, headers } = head;
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(startLine) ?? [];
  if (method === undefined || target === undefined) return `not a request line: ${startLine}`;
  const pieces: Uint8Array[] = [];
  const complete = await readBody(queue, framingOf(headers, { length: 0 }), (piece) => {
    pieces.push(piece);
  });
  if (!complete) return null;
  const body = joinBytes(pieces);
  const text = () => new TextDecoder().decode(body);
  return {
    method,
    target,
    headers,
    header: (name) => headerOf(headers, name),
    body,
    text,
    json: () => JSON.parse(text()) as unknown,
    connection,
    receivedAt: performance.now(),
    answeredAt: null,
    closedAt: null,
    bytesSent: 0,
  };
}
