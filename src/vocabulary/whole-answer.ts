/** Whole answers and streams say the same: each as the other. */
import { failed, success, type Result } from "../base/result.ts";
import type { Answer, AnswerEvent, PartStart, ProviderError } from "./answer.ts";
import type { Json } from "./json.ts";
import { parseJson } from "./json-text.ts";
import type { Citation, Part, TextPart, ThinkingPart } from "./part.ts";
import { brokenOff } from "./provider-error.ts";

/** The events of an answer that is already there. */
export function eventsOf(answer: Answer): AnswerEvent[] {
  const { facts, parts, stop, usage } = answer;
  return [
    { type: "answer-start", facts, usage },
    ...parts.flatMap(partEvents),
    { type: "answer-end", stop, usage, facts },
  ];
}

function partEvents(whole: Part, part: number): AnswerEvent[] {
  return [
    { type: "part-start", part, begins: emptied(whole) },
    ...changesOf(whole, part),
    { type: "part-end", part },
  ];
}

/** The part as it begins in a stream. Redacted thinking comes whole. */
function emptied(part: Part): PartStart {
  switch (part.type) {
    case "text": {
      const { citations: _, ...rest } = part;
      return { ...rest, text: "" };
    }
    case "thinking": {
      if (part.text === "" && part.encrypted !== undefined) return part;
      const { signature: _, encrypted: __, ...rest } = part;
      return { ...rest, text: "" };
    }
    case "refusal":
      return { ...part, text: "" };
    case "tool-call":
      return { ...part, input: "" };
    default:
      return part;
  }
}

function changesOf(whole: Part, part: number): AnswerEvent[] {
  switch (whole.type) {
    case "text":
      return [
        ...deltaOf(whole.text, part),
        ...(whole.citations ?? []).map((citation): AnswerEvent => {
          return { type: "text-citation", part, citation };
        }),
      ];
    case "thinking":
      return thinkingChanges(whole, part);
    case "refusal":
      return deltaOf(whole.text, part);
    case "tool-call":
      return deltaOf(whole.input, part);
    default:
      return [];
  }
}

function thinkingChanges({ text, signature, encrypted }: ThinkingPart, part: number) {
  const changes: AnswerEvent[] = [...deltaOf(text, part)];
  if (signature !== undefined) changes.push({ type: "thinking-signature", part, signature });
  if (text !== "" && encrypted !== undefined) {
    changes.push({ type: "thinking-encrypted", part, encrypted });
  }
  return changes;
}

function deltaOf(text: string, part: number): AnswerEvent[] {
  return text === "" ? [] : [{ type: "part-delta", part, text }];
}

export interface AnswerCollector {
  take(event: AnswerEvent): void;
  add(events: readonly AnswerEvent[]): void;
  /** The answer, or why there is none. */
  finish(): Result<Answer, ProviderError>;
}

/** Puts a stream together again. */
export function collectAnswer(): AnswerCollector {
  const parts: Part[] = [];
  const texts: string[] = [];
  const citations: Citation[] = [];
  let open: Part | null = null;
  let outcome: Result<Answer, ProviderError> | null = null;

  function close(): void {
    if (open !== null) parts.push(filled(open, texts.join(""), citations));
    open = null;
    texts.length = 0;
    citations.length = 0;
  }

  function take(event: AnswerEvent): void {
    switch (event.type) {
      case "part-start":
        open = event.begins;
        return;
      case "part-delta":
        texts.push(event.text);
        return;
      case "thinking-signature":
        if (open?.type === "thinking") open = { ...open, signature: event.signature };
        return;
      case "thinking-encrypted":
        if (open?.type === "thinking") open = { ...open, encrypted: event.encrypted };
        return;
      case "text-citation":
        citations.push(event.citation);
        return;
      case "part-end":
        return close();
      case "answer-end":
        outcome = success({ facts: event.facts, parts, stop: event.stop, usage: event.usage });
        return;
      case "answer-error":
        outcome = failed(event.error);
        return;
      case "answer-start":
      case "ping":
    }
  }

  return {
    take,
    add: (events) => events.forEach(take),
    finish: () => outcome ?? failed(brokenOff),
  };
}

function filled(part: Part, text: string, citations: readonly Citation[]): Part {
  switch (part.type) {
    case "text":
      return withCitations({ ...part, text: part.text + text }, citations);
    case "thinking":
    case "refusal":
      return { ...part, text: part.text + text };
    case "tool-call":
      return { ...part, input: part.input + text };
    case "server-tool":
      return text === "" ? part : { ...part, input: (parseJson(text) as Json | undefined) ?? text };
    default:
      return part;
  }
}

function withCitations(part: TextPart, citations: readonly Citation[]): TextPart {
  if (citations.length === 0) return part;
  return { ...part, citations: [...(part.citations ?? []), ...citations] };
}
