/**
 * Reads what a client got as its SDK would, and strictly: an answer that is not exactly one
 * well-formed message, one well-formed error, or a message that breaks off in one error throws.
 */
import { expect } from "bun:test";
import type { Dialect } from "../../src/base/dialect.ts";
import type { RawAnswer } from "./raw-answer.ts";
import { readErrorBody, readErrorEvent, type ReadError } from "./read-errors.ts";

export interface ReadAnswer {
  readonly status: number;
  /** The model's words; "" when there are none. */
  readonly text: string;
  /** The message came to its own end. */
  readonly isWhole: boolean;
  readonly error: ReadError | null;
}

type Fields = Readonly<Record<string, unknown>>;

interface Frame {
  /** As it stands in the stream, blank line included. */
  readonly raw: string;
  readonly name: string | null;
  readonly data: Fields | "[DONE]";
}

export function readAnswer(dialect: Dialect, answer: RawAnswer): ReadAnswer {
  expect(answer.endedCleanly, `the answer breaks off: ${answer.socketError}`).toBe(true);
  const { status } = answer;
  const type = answer.header("content-type") ?? "";
  if (status >= 400) {
    expect(type).not.toContain("event-stream");
    return { status, text: "", isWhole: false, error: readErrorBody(dialect, answer.json()) };
  }
  expect(status).toBe(200);
  if (type.includes("event-stream")) return { status, ...readStream(dialect, answer.text()) };
  return { status, text: wholeTexts[dialect](answer.json()), isWhole: true, error: null };
}

const wholeTexts: Readonly<Record<Dialect, (body: unknown) => string>> = {
  "anthropic-messages": (body) => {
    const { type, content } = body as { type: string; content: readonly { text?: string }[] };
    expect(type).toBe("message");
    return content.map(({ text = "" }) => text).join("");
  },
  "openai-chat": (body) => {
    const { choices } = body as { choices: readonly { message: { content: string | null } }[] };
    return choices.map(({ message }) => message.content ?? "").join("");
  },
  "openai-responses": (body) => {
    const { status, output } = body as { status: string; output: readonly Fields[] };
    expect(status).toBe("completed");
    const parts = output.flatMap((item) => (item["content"] ?? []) as readonly { text?: string }[]);
    return parts.map(({ text = "" }) => text).join("");
  },
};

/** A stream as its dialect's grammar has it. */
export function readStream(dialect: Dialect, text: string): Omit<ReadAnswer, "status"> {
  expect(text.endsWith("\n\n"), `the last event is cut: ${text.slice(-80)}`).toBe(true);
  const frames = text
    .split("\n\n")
    .slice(0, -1)
    .filter((raw) => !raw.split("\n").every((line) => line.startsWith(":")))
    .map(readFrame)
    .filter(({ name }) => name !== "ping" && name !== "keepalive");
  const errors = frames.filter(isError);
  expect(errors.length, `errors in ${text}`).toBeLessThanOrEqual(1);
  const [failure] = errors;
  const rest = failure === undefined ? [] : frames.slice(frames.indexOf(failure) + 1);
  expect(rest, "events after the error").toEqual([]);
  const told = failure === undefined ? frames : frames.slice(0, -1);
  const message = grammars[dialect](told);
  expect(message.isWhole && failure !== undefined, "a good end and an error").toBe(false);
  expect(message.isWhole || failure !== undefined, `a silent cut: ${text.slice(-200)}`).toBe(true);
  const error = failure === undefined ? null : readErrorEvent(dialect, failure.raw);
  return { ...message, error };
}

function readFrame(raw: string): Frame {
  const lines = raw.split("\n").map((line) => /^(event|data): (.*)$/s.exec(line));
  expect(lines, `not an event: ${raw}`).not.toContain(null);
  const field = (wanted: string) => lines.filter((line) => line?.[1] === wanted).at(0)?.[2] ?? null;
  const data = field("data") ?? "";
  return {
    raw: `${raw}\n\n`,
    name: field("event"),
    data: data === "[DONE]" ? data : (JSON.parse(data) as Fields),
  };
}

function isError({ name, data }: Frame): boolean {
  return name === "error" || (data !== "[DONE]" && (data["error"] ?? null) !== null);
}

type Message = Pick<ReadAnswer, "text" | "isWhole">;

const grammars: Readonly<Record<Dialect, (frames: readonly Frame[]) => Message>> = {
  "anthropic-messages": readAnthropic,
  "openai-chat": readChat,
  "openai-responses": readResponses,
};

/** One message_start, blocks with dense indices one after the other, one end. */
function readAnthropic(frames: readonly Frame[]): Message {
  let text = "";
  let blocks = 0;
  let isOpen = false;
  let state: "new" | "started" | "closing" | "over" = "new";
  for (const { name, data } of frames) {
    const fields = data as Fields;
    expect(fields["type"]).toBe(name);
    expect(state, `${name} after the end`).not.toBe("over");
    if (name === "message_start") {
      expect(state, "a second message_start").toBe("new");
      state = "started";
    } else if (name === "content_block_start") {
      expect([state, isOpen, fields["index"]]).toEqual(["started", false, blocks]);
      isOpen = true;
    } else if (name === "content_block_delta") {
      expect([isOpen, fields["index"]]).toEqual([true, blocks]);
      text += (fields["delta"] as { text?: string }).text ?? "";
    } else if (name === "content_block_stop") {
      expect([isOpen, fields["index"]]).toEqual([true, blocks++]);
      isOpen = false;
    } else if (name === "message_delta") {
      expect([state, isOpen]).toEqual(["started", false]);
      state = "closing";
    } else {
      expect([name, state]).toEqual(["message_stop", "closing"]);
      state = "over";
    }
  }
  return { text, isWhole: state === "over" };
}

/** Chunks of one completion, one end; some servers send no [DONE]. */
function readChat(frames: readonly Frame[]): Message {
  let text = "";
  let isFinished = false;
  let isOver = false;
  const ids = new Set<unknown>();
  let roles = 0;
  for (const { name, data } of frames) {
    expect(name).toBeNull();
    expect(isOver, "a chunk after [DONE]").toBe(false);
    if (data === "[DONE]") {
      isOver = true;
      continue;
    }
    ids.add(data["id"]);
    for (const choice of data["choices"] as readonly ChatChoice[]) {
      expect(isFinished, "a delta after the end").toBe(false);
      if (choice.delta.role !== undefined) roles++;
      text += choice.delta.content ?? "";
      isFinished ||= choice.finish_reason !== null;
    }
  }
  expect([ids.size <= 1, roles <= 1], "two completions in one").toEqual([true, true]);
  return { text, isWhole: isFinished || isOver };
}

interface ChatChoice {
  readonly delta: { readonly role?: string; readonly content?: string | null };
  readonly finish_reason: string | null;
}

const ends: readonly unknown[] = ["response.completed", "response.incomplete"];

/** One response.created, numbered events, one end. */
function readResponses(frames: readonly Frame[]): Message {
  let text = "";
  let isOver = false;
  let last = -1;
  let created = 0;
  for (const { name, data } of frames) {
    const fields = data as Fields;
    expect(fields["type"]).toBe(name);
    expect(isOver, `${name} after the end`).toBe(false);
    const number = fields["sequence_number"] as number;
    expect(number, "numbers that go back").toBeGreaterThan(last);
    last = number;
    if (name === "response.created") created++;
    if (name === "response.output_text.delta") text += String(fields["delta"]);
    isOver = ends.includes(name);
  }
  expect(created, "response.created").toBeLessThanOrEqual(1);
  return { text, isWhole: isOver };
}
