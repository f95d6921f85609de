/** Writes the stream of a Chat Completions answer. */
import type { AnswerEvent } from "../vocabulary/answer.ts";
import type { AnswerWriter, WriterOptions } from "../vocabulary/answer-stream.ts";
import { openAiError } from "../vocabulary/openai-error.ts";
import type { Part } from "../vocabulary/part.ts";
import { sse } from "../vocabulary/sse.ts";
import { writeStop } from "./stop-reason.ts";
import { head } from "./write-message.ts";
import { partDeltas, type Counts, type PartDeltas } from "./write-part.ts";
import { writeUsage } from "./write-usage.ts";

type AnswerStart = Extract<AnswerEvent, { type: "answer-start" }>;
type AnswerEnd = Extract<AnswerEvent, { type: "answer-end" }>;

const doneText = "data: [DONE]\n\n";
const pingText = ": ping\n\n";

export function createChatWriter(options: WriterOptions): AnswerWriter {
  const frame = chunkFrame(options);
  const counts: Counts = { calls: 0, characters: 0 };
  let open: PartDeltas | null = null;

  function begin(part: Part): string {
    open = partDeltas(part, counts, options);
    return frame.delta(open.begin());
  }

  function end(): string {
    const rest = open?.end() ?? "";
    open = null;
    return frame.delta(rest);
  }

  function write(event: AnswerEvent): string {
    switch (event.type) {
      case "answer-start":
        return frame.start(event);
      case "part-start":
        return begin(event.begins);
      case "part-end":
        return end();
      case "ping":
        return pingText;
      case "answer-end":
        return frame.end(event);
      case "answer-error":
        return sse(null, JSON.stringify({ error: openAiError(event.error) }));
      default:
        return frame.delta(open?.change(event) ?? "");
    }
  }

  return { write };
}

/** The chunk around each delta, which is the same for all chunks of a stream. */
function chunkFrame(options: WriterOptions) {
  const { wantsStreamUsage } = options;
  const usageField = wantsStreamUsage ? ',"usage":null' : "";
  const after = `,"logprobs":null,"finish_reason":null}]${usageField}}\n\n`;
  let opening = "";

  const delta = (json: string) =>
    json === "" ? "" : `${opening}[{"index":0,"delta":${json}${after}`;

  function start({ facts }: AnswerStart): string {
    const { id, created, model } = head(facts, options);
    const fields = { id, object: "chat.completion.chunk", created, model };
    opening = `data: ${JSON.stringify(fields).slice(0, -1)},"choices":`;
    return delta('{"role":"assistant","content":""}');
  }

  function end({ stop, usage }: AnswerEnd): string {
    const reason = JSON.stringify(writeStop(stop, options.usesFunctions));
    const last = `${opening}[{"index":0,"delta":{},"logprobs":null,"finish_reason":${reason}}]${usageField}}\n\n`;
    const counts = wantsStreamUsage ? writeUsage(usage) : null;
    const usageChunk = counts === null ? "" : `${opening}[],"usage":${JSON.stringify(counts)}}\n\n`;
    return last + usageChunk + doneText;
  }

  return { start, delta, end };
}
