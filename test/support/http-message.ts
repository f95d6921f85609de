import type { ByteQueue } from "./byte-queue.ts";

/** Headers as they stood on the wire: order, letter case and repetitions kept. */
export type WireHeaders = [name: string, value: string][];

export interface MessageHead {
  /** The first line: a request line or a status line. */
  readonly startLine: string;
  readonly headers: WireHeaders;
}

/** The values of a header, whatever its letter case, joined by ", "; null when it is absent. */
export function headerOf(headers: WireHeaders, name: string): string | null {
  const wanted = name.toLowerCase();
  const values = headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
  return values.length === 0 ? null : values.join(", ");
}

/** Reads the head of a message, or null when the connection ends before it is complete. */
export async function readHead(queue: ByteQueue): Promise<MessageHead | null> {
  const startLine = await queue.line();
  if (startLine === null) return null;
  const headers: WireHeaders = [];
  for (;;) {
    const line = await queue.line();
    if (line === null) return null;
    if (line === "") return { startLine, headers };
    const colon = line.indexOf(":");
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
}

/** How the end of a body is told. */
export type Framing = "chunked" | "close" | { readonly length: number };

/** The framing that the headers announce; `otherwise` when they announce none. */
export function framingOf<Fallback extends Framing>(
  headers: WireHeaders,
  otherwise: Fallback,
): Framing | Fallback {
  if (headerOf(headers, "transfer-encoding")?.toLowerCase().endsWith("chunked")) return "chunked";
  const length = headerOf(headers, "content-length");
  return length === null ? otherwise : { length: Number(length) };
}

/**
 * Hands the body, freed of its framing, to `onPiece` as it arrives.
 * Resolves to true when the body was complete, to false when the connection ended too early.
 */
export async function readBody(
  queue: ByteQueue,
  framing: Framing,
  onPiece: (bytes: Uint8Array) => void,
): Promise<boolean> {
  if (framing === "chunked") return readChunks(queue, onPiece);
  if (framing === "close") {
    await readExactly(queue, Infinity, onPiece);
    return true;
  }
  return readExactly(queue, framing.length, onPiece);
}

async function readExactly(
  queue: ByteQueue,
  length: number,
  onPiece: (bytes: Uint8Array) => void,
): Promise<boolean> {
  let missing = length;
  while (missing > 0) {
    const piece = await queue.some(missing);
    if (piece === null) return false;
    missing -= piece.length;
    onPiece(piece);
  }
  return true;
}

async function readChunks(
  queue: ByteQueue,
  onPiece: (bytes: Uint8Array) => void,
): Promise<boolean> {
  for (;;) {
    const line = await queue.line();
    const size = /^[\da-f]+(?=\s*(?:;|$))/i.exec(line ?? "")?.[0];
    if (size === undefined) return false;
    const length = Number.parseInt(size, 16);
    if (length === 0) return skipTrailers(queue);
    const complete = await readExactly(queue, length, onPiece);
    if (!complete || (await queue.line()) !== "") return false;
  }
}

async function skipTrailers(queue: ByteQueue): Promise<boolean> {
  for (;;) {
    const line = await queue.line();
    if (line === null) return false;
    if (line === "") return true;
  }
}

/** One array from many. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Bun.concatArrayBuffers(pieces as Uint8Array[], Infinity, true);
}
