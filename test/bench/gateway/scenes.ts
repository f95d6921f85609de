/** The bytes that the provider plays, and the bodies that clients send, per dialect. */
import type { Dialect } from "../../../src/base/dialect.ts";
import {
  anthropicRequest,
  chatRequest,
  responsesRequest,
  type Turn,
} from "../../support/request-bodies.ts";
import { speechOf, type Speech } from "../../support/speeches.ts";

export interface StreamParts {
  /** The head of the answer and the events before the text. */
  readonly start: Uint8Array;
  /** One event of text as one chunk, with room for a stamp. */
  readonly event: Uint8Array;
  readonly end: Uint8Array;
}

/** Before the digits of a stamp: microseconds since the epoch. */
export const stampMark = "@t";
export const stampDigits = 16;
const emptyStamp = stampMark + "0".repeat(stampDigits);

const head = (type: string, framing: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n${framing}\r\n\r\n`;
const toBytes = (text: string) => new TextEncoder().encode(text);
const toChunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

function dialectOf(path: string): Dialect {
  if (path.endsWith("/chat/completions")) return "openai-chat";
  return path.endsWith("/responses") ? "openai-responses" : "anthropic-messages";
}

const answerText = "It reads the options, opens the database and listens. ".repeat(15);

const wholes = new Map<Dialect, Uint8Array>();
const streams = new Map<Dialect, StreamParts>();

export function wholeAnswer(path: string): Uint8Array {
  const dialect = dialectOf(path);
  const known = wholes.get(dialect);
  if (known !== undefined) return known;
  const body = JSON.stringify(speechOf(dialect).whole([{ text: answerText }]));
  const bytes = toBytes(head("application/json", `content-length: ${body.length}`) + body);
  wholes.set(dialect, bytes);
  return bytes;
}

export function streamParts(path: string): StreamParts {
  const dialect = dialectOf(path);
  const known = streams.get(dialect);
  if (known !== undefined) return known;
  const parts = cutStream(speechOf(dialect));
  streams.set(dialect, parts);
  return parts;
}

function cutStream(speech: Speech): StreamParts {
  const events = speech.text([`${emptyStamp} `]);
  const at = events.findIndex((event) => event.includes(emptyStamp));
  const event = events[at] ?? "";
  const rest = events.slice(at + 1).map(toChunk);
  return {
    start: toBytes(
      head("text/event-stream", "transfer-encoding: chunked") +
        events.slice(0, at).map(toChunk).join(""),
    ),
    event: toBytes(toChunk(event)),
    end: toBytes(`${rest.join("")}0\r\n\r\n`),
  };
}

export function stampOffset(event: Uint8Array): number {
  return Buffer.from(event.buffer, event.byteOffset, event.length).indexOf(stampMark) + 2;
}

export function writeStamp(event: Uint8Array, offset: number, milliseconds: number): void {
  let left = Math.round(milliseconds * 1_000);
  for (let at = offset + stampDigits - 1; at >= offset; at--) {
    event[at] = 48 + (left % 10);
    left = Math.floor(left / 10);
  }
}

/** A tool's result in one piece, as when an agent reads a file, bytes. */
const resultBytes = 16_000;

/** What a further turn adds, bytes. */
const turnBytes = 4_000;

export interface Talk {
  /** Conversations of different numbers have no text in common but the question. */
  readonly number: number;
  /** Turns of 4 KB that have come since the conversation had its size. */
  readonly furtherTurns: number;
}

/** A conversation of about that many bytes in which tools have read source code. */
export function requestBody(
  dialect: Dialect,
  bytes: number,
  stream: boolean,
  { number, furtherTurns }: Talk = { number: 0, furtherTurns: 0 },
): Uint8Array {
  const write = (turns: readonly Turn[]) => toBytes(JSON.stringify(bodyOf(dialect, turns, stream)));
  const turns: Turn[] = [{ user: "What does this program do?" }];
  const read = (textBytes: number): void => {
    const id = `toolu_${turns.length}`;
    const text = codeOf(number * 1_000 + turns.length, textBytes);
    const call = { call: "read_file", id, input: { path: `src/${turns.length}.ts` } };
    turns.push(call, { result: text, id });
  };
  const left = () => bytes - write(turns).length;
  // Escapes of JSON make texts longer; further texts take up the rest.
  for (let rest = left(); rest > 400; rest = left()) {
    read(Math.min(resultBytes, Math.floor(rest / 1.2)));
  }
  for (let turn = 0; turn < furtherTurns; turn++) read(turnBytes);
  return write(turns);
}

function bodyOf(dialect: Dialect, turns: readonly Turn[], stream: boolean): object {
  const options = {
    turns,
    stream,
    ...(dialect === "anthropic-messages" ? {} : { model: "gpt-5" }),
  };
  if (dialect === "openai-chat") return chatRequest(options);
  return dialect === "openai-responses" ? responsesRequest(options) : anthropicRequest(options);
}

const sourceLine = (line: number) =>
  `export function step${line}(input: readonly string[]): string {\n` +
  `  // Keeps the order of what came in, because ${line} others depend on it.\n` +
  `  return input.map((each) => each.trim() + "-${line * 7_919}").join("\\n");\n}\n`;

function codeOf(seed: number, bytes: number): string {
  let text = "";
  for (let line = seed * 1_000; text.length < bytes; line++) text += sourceLine(line);
  return text.slice(0, bytes);
}
