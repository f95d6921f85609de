import { STATUS_CODES } from "node:http";
import { createGzipPieces } from "./gzip-pieces.ts";
import { type WireHeaders, headerOf, joinBytes } from "./http-message.ts";
import { type Ending, type Reply, type Step, toBytes, toWireHeaders } from "./reply.ts";

/** What is done on the socket; "finish" ends the answer and our half of the connection. */
export type Action =
  | { readonly write: Uint8Array }
  | { readonly waitMs: number }
  | { readonly until: Promise<unknown> }
  | Ending
  | "finish";

const endings: readonly unknown[] = [
  "stall",
  "reset",
  "end-early",
  "close-before-headers",
] satisfies Ending[];

function isEnding(step: unknown): step is Ending {
  return endings.includes(step);
}

/** Turns a reply into what happens on the wire, lazily, so that an answer may be endless. */
export function* actionsOf(reply: Reply, method: string): Generator<Action> {
  const { status = 200, framing = "chunked" } = reply;
  const steps = framing === "length" ? [...compressed(reply)] : compressed(reply);
  const leaves = Array.isArray(reply.steps) && reply.steps[0] === "close-before-headers";
  if (leaves) return yield "close-before-headers";
  for (const step of reply.before ?? []) {
    yield actionOf(step, toBytes);
    if (isEnding(step)) return;
  }
  yield { write: headOf(reply, Array.isArray(steps) ? promisedLength(steps) : 0) };
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  if (hasBody) yield* bodyOf(steps, framing);
  if (framing === "close") yield "finish";
}

function* bodyOf(steps: Iterable<Step>, framing: NonNullable<Reply["framing"]>): Generator<Action> {
  const frame = framing === "chunked" ? chunk : toBytes;
  for (const step of steps) {
    // An empty chunk would be the end of the body.
    if ((typeof step === "string" || step instanceof Uint8Array) && step.length === 0) continue;
    yield actionOf(step, frame);
    if (isEnding(step)) return;
  }
  if (framing === "chunked") yield { write: toBytes("0\r\n\r\n") };
}

function actionOf(step: Step, frame: (data: string | Uint8Array) => Uint8Array): Action {
  if (isEnding(step)) return step;
  if (typeof step === "string" || step instanceof Uint8Array) return { write: frame(step) };
  return "raw" in step ? { write: toBytes(step.raw) } : step;
}

function chunk(data: string | Uint8Array): Uint8Array {
  const payload = toBytes(data);
  return joinBytes([toBytes(`${payload.length.toString(16)}\r\n`), payload, toBytes("\r\n")]);
}

function* compressed(reply: Reply): Generator<Step> {
  if (reply.gzip !== true) return yield* reply.steps;
  const gzip = createGzipPieces();
  for (const step of reply.steps) {
    const isBody = (typeof step === "string" && !isEnding(step)) || step instanceof Uint8Array;
    yield isBody ? gzip.piece(toBytes(step)) : step;
  }
  yield gzip.end();
}

/** What content-length says: see `Reply.framing`. */
function promisedLength(steps: readonly Step[]): number {
  let length = 0;
  let ended = false;
  let sentAfterEnding = false;
  for (const step of steps) {
    if (isEnding(step)) ended = true;
    else if (typeof step === "string" || step instanceof Uint8Array) {
      length += toBytes(step).length;
      sentAfterEnding = ended;
    }
  }
  return ended && !sentAfterEnding ? length + 1 : length;
}

function headOf(reply: Reply, length: number): Uint8Array {
  const { status = 200, framing = "chunked" } = reply;
  const headers: WireHeaders = [...toWireHeaders(reply.headers ?? {})];
  const add = (name: string, value: string) => {
    if (headerOf(headers, name) === null) headers.push([name, value]);
  };
  if (reply.gzip === true) add("content-encoding", "gzip");
  if (framing === "close") add("connection", "close");
  else if (status !== 204 && status !== 304) {
    if (framing === "chunked") add("transfer-encoding", "chunked");
    else add("content-length", String(length));
  }
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const statusText = STATUS_CODES[status] ?? "Unknown";
  return Buffer.from(`HTTP/1.1 ${status} ${statusText}\r\n${lines}\r\n`, "latin1");
}
