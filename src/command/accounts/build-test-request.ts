/** The smallest real request of each dialect. */
import type { Operation } from "../../admit/find-endpoint.ts";
import type { Dialect } from "../../base/dialect.ts";
import { codexProvider, type Provider } from "../../provider/providers.ts";
import { readRequest, type ModelRequest } from "../../read/read-request.ts";

const operations: Readonly<Record<Dialect, Operation>> = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
};

/** Asks for one token of output, where the provider lets a request say so. */
export function buildTestRequest(provider: Provider, model: string): ModelRequest {
  const dialect = provider.primary;
  const body = { model, ...bodyOf(provider) };
  const bytes = Buffer.from(JSON.stringify(body));
  const request = readRequest({ operation: operations[dialect], dialect, bytes });
  if (!request.ok) throw new Error(request.failure.message);
  return request.value;
}

const greeting = { role: "user", content: "Hi" };

function bodyOf({ id, primary }: Provider): object {
  if (primary === "anthropic-messages") return { max_tokens: 1, messages: [greeting] };
  if (primary === "openai-chat") {
    // OpenAI's newer models refuse max_tokens; the others know nothing else.
    const limit = id === "openai" ? { max_completion_tokens: 1 } : { max_tokens: 1 };
    return { ...limit, messages: [greeting] };
  }
  // Codex's backend answers streams only, keeps nothing, and refuses max_output_tokens.
  const rest = { stream: true, store: false, instructions: "Answer with one word." };
  const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "Hi" }] }];
  return id === codexProvider.id ? { ...rest, input } : { max_output_tokens: 16, input };
}
