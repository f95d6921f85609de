/** Recorded requests with what their providers counted for the prompt. */
import { recordings } from "./recordings.ts";

export interface CountedPrompt {
  readonly name: string;
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Tokens of the prompt, cached ones included. */
  readonly tokens: number;
}

/** Only prompts of some size whose tokens all come from what the client has sent. */
export function readUsageNumbers(): readonly CountedPrompt[] {
  return recordings().flatMap((recording): CountedPrompt[] => {
    if (recording.request === null || recording.status >= 400) return [];
    // Venice puts instructions of its own before every prompt.
    if (recording.name.includes("venice")) return [];
    const body = JSON.parse(new TextDecoder().decode(recording.request)) as CountedPrompt["body"];
    const text = JSON.stringify(body);
    const isServed = /"type":"(?:mcp|web_|code_|advisor|text_editor|openrouter:|tool_search)/.test(
      text,
    );
    if (
      isServed ||
      text.length < 800 ||
      /mcp_servers|"type":"document"|previous_response/.test(text)
    )
      return [];
    const answer = new TextDecoder().decode(recording.response);
    const largest = (names: string): number =>
      Math.max(
        0,
        ...[...answer.matchAll(new RegExp(`"(?:${names})":\\s*(\\d+)`, "g"))].map(([, count]) =>
          Number(count),
        ),
      );
    const isAdditive = recording.family === "anthropic";
    const cached = isAdditive ? largest("cache_read_input_tokens|cache_creation_input_tokens") : 0;
    const tokens = largest("input_tokens|prompt_tokens") + cached;
    const model = typeof body["model"] === "string" ? body["model"] : "";
    return tokens === 0 ? [] : [{ name: recording.name, model, body, tokens }];
  });
}
