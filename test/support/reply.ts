import { type CutMode, cutInto } from "./cut.ts";
import { type WireHeaders, headerOf, joinBytes } from "./http-message.ts";

/**
 * How an answer stops before its end: nothing more on an open socket; a TCP reset; a FIN in
 * mid-body; a FIN without a single byte (only as the first step).
 * A peer that has not yet read what came before a reset may lose it: let it read first.
 */
export type Ending = "stall" | "reset" | "end-early" | "close-before-headers";

/** One thing that happens in an answer, in order. */
export type Step =
  /** A piece of the body, sent as a write of its own (and a chunk of its own). */
  | string
  | Uint8Array
  | { readonly waitMs: number }
  | { readonly until: Promise<unknown> }
  /** Bytes that get no framing: broken chunk sizes, interim answers. */
  | { readonly raw: string | Uint8Array }
  | Ending;

export type ReplyHeaders = Readonly<Record<string, string>> | WireHeaders;

/** An answer as data. */
export interface Reply {
  readonly status?: number;
  readonly headers?: ReplyHeaders;
  /**
   * How the end of the body is told; "chunked" unless said otherwise. "length" promises all pieces
   * of the body, also those after an ending, and one byte more when an ending comes last: the
   * body is then always too short.
   */
  readonly framing?: "chunked" | "length" | "close";
  /** What happens before the head is sent: waits, raw bytes, endings. */
  readonly before?: readonly Step[];
  /** What happens after the head; may be endless unless the framing is "length". */
  readonly steps: Iterable<Step>;
  /** Compresses the body, each piece so that it can be decoded alone. */
  readonly gzip?: boolean;
}

/** A whole JSON answer. Text and bytes count as JSON that is written already. */
export function json(status: number, value: unknown, headers: ReplyHeaders = {}): Reply {
  const written = typeof value === "string" || value instanceof Uint8Array;
  return bytes(written ? value : JSON.stringify(value), {
    status,
    headers: withDefault(headers, "content-type", "application/json"),
  });
}

interface BytesOptions extends Pick<Reply, "status" | "headers" | "framing"> {
  readonly pieceBytes?: CutMode;
  readonly seed?: number;
}

/** Any body, with a content-length unless said otherwise. */
export function bytes(body: string | Uint8Array, options: BytesOptions = {}): Reply {
  const { pieceBytes = "whole", seed, ...rest } = options;
  return { framing: "length", ...rest, steps: cutInto(toBytes(body), pieceBytes, seed) };
}

export interface SseOptions {
  /** Cuts the joined events into pieces; each event is a piece of its own without it. */
  readonly pieceBytes?: CutMode;
  readonly seed?: number;
  /** Pause between two pieces, milliseconds. */
  readonly gapMs?: number;
  readonly headers?: ReplyHeaders;
}

/** A stream of events, each already written out with its blank line. */
export function sse(
  events: readonly (string | Uint8Array)[],
  options: SseOptions = {},
): Reply & { readonly steps: readonly Step[] } {
  const { pieceBytes, seed, gapMs = 0, headers = {} } = options;
  const whole = events.map(toBytes);
  const pieces = pieceBytes === undefined ? whole : cutInto(joinBytes(whole), pieceBytes, seed);
  const pause = { waitMs: gapMs };
  return {
    headers: withDefault(headers, "content-type", "text/event-stream; charset=utf-8"),
    steps: pieces.flatMap((piece, index) => (gapMs > 0 && index > 0 ? [pause, piece] : [piece])),
  };
}

export function toBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? Buffer.from(data) : data;
}

export function toWireHeaders(headers: ReplyHeaders): WireHeaders {
  return Array.isArray(headers) ? headers : Object.entries(headers);
}

function withDefault(headers: ReplyHeaders, name: string, value: string): WireHeaders {
  const given = toWireHeaders(headers);
  return headerOf(given, name) === null ? [[name, value], ...given] : given;
}
