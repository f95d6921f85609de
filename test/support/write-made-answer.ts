/** An answer with a given usage as its provider would send it, whole and as a stream. */
import type { MadeBill } from "./bills.ts";

type Made = Pick<MadeBill, "dialect" | "model" | "usage" | "serviceTier" | "items">;

export function wholeAnswer(made: Made): Uint8Array {
  return Buffer.from(JSON.stringify(bodies[made.dialect](made)));
}

export function streamedAnswer(made: Made): Uint8Array {
  return Buffer.from(streams[made.dialect](made));
}

function tierOf({ serviceTier }: Made): object {
  return serviceTier === null ? {} : { service_tier: serviceTier };
}

const bodies = {
  "anthropic-messages": ({ model, usage }: Made) => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text: "ok" }],
    stop_reason: "end_turn",
    usage,
  }),
  "openai-chat": (made: Made) => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    model: made.model,
    choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }],
    ...tierOf(made),
    usage: made.usage,
  }),
  "openai-responses": (made: Made) => ({
    id: "resp_1",
    object: "response",
    status: "completed",
    model: made.model,
    output: [...made.items, message],
    ...tierOf(made),
    usage: made.usage,
  }),
};

const message = {
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text: "ok" }],
};

const streams = {
  "anthropic-messages": anthropicStream,
  "openai-chat": chatStream,
  "openai-responses": responsesStream,
};

/** Counts of the prompt come first, the final ones last, and the tier only at the start. */
function anthropicStream({ model, usage }: Made): string {
  const { output_tokens: output, iterations, server_tool_use: tools, ...first } = usage;
  const start = { id: "msg_1", type: "message", role: "assistant", model, content: [] };
  const last = {
    input_tokens: usage["input_tokens"],
    cache_read_input_tokens: usage["cache_read_input_tokens"],
    cache_creation_input_tokens: usage["cache_creation_input_tokens"],
    output_tokens: output,
    ...(tools === undefined ? {} : { server_tool_use: tools }),
    ...(iterations === undefined ? {} : { iterations }),
  };
  return [
    { type: "message_start", message: { ...start, usage: { ...first, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "ok" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: last },
    { type: "message_stop" },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join("");
}

function choice(delta: object, reason: string | null): object {
  return { choices: [{ index: 0, delta, finish_reason: reason }], usage: null };
}

function chatStream(made: Made): string {
  const chunk = (rest: object) => ({ id: "c", model: made.model, ...tierOf(made), ...rest });
  const events = [
    chunk(choice({ role: "assistant", content: "ok" }, null)),
    chunk(choice({}, "stop")),
    chunk({ choices: [], usage: made.usage }),
  ];
  return [...events.map((event) => JSON.stringify(event)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
}

function responsesStream(made: Made): string {
  const response = { id: "resp_1", model: made.model };
  const items = [...made.items, message];
  return [
    { type: "response.created", response: { ...response, usage: null } },
    ...items.map((item) => ({ type: "response.output_item.done", output_index: 0, item })),
    {
      type: "response.completed",
      response: { ...response, ...tierOf(made), output: items, usage: made.usage },
    },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join("");
}
