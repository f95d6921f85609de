/**
 * A model that follows a script: two files at once, then a look at both, then a last word. It
 * speaks any dialect and finds out by the request how far the task is.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import { anthropicEvents } from "../support/anthropic-events.ts";
import { chatEvents } from "../support/chat-events.ts";
import type { ToolCall } from "../support/events.ts";
import type { Part } from "../support/parts.ts";
import { responsesEvents } from "../support/responses-events.ts";
import { sse, type Reply } from "../support/reply.ts";
import type { SeenRequest } from "../support/seen-request.ts";

/** What the client's tools are called, and how they want their inputs. */
export interface Hands {
  /** `folder` is where the client works, for tools that want whole paths. */
  write(path: string, content: string, folder: string): ToolCall;
  read(paths: readonly string[]): ToolCall;
}

export const files: Readonly<Record<string, string>> = {
  "first.txt": 'one "quoted" line\nand ünïcode ☃\n',
  "second.js": "export const answer = `${6 * 7}`; // \\n stays\n",
};

export const lastWord = "Both files are written.";

type Write = (parts: readonly Part[]) => string[];

const voices: Readonly<Record<Dialect, Write>> = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": chatEvents,
  "openai-responses": responsesEvents,
};

/** A request that offers no tools to work with wants a title or a summary. */
export function playModel(dialect: Dialect, hands: Hands): (request: SeenRequest) => Reply {
  const say = (parts: readonly Part[]) => sse(voices[dialect](parts));
  return (request) => {
    const text = request.text();
    const folder = folderIn(text);
    const [first] = hands.write("", "", folder);
    if (!offers(request, first)) return say([{ text: "Two files" }]);
    const results = resultsIn(text);
    if (results > Object.keys(files).length) return say([{ text: lastWord }]);
    const calls =
      results === 0
        ? Object.entries(files).map(([path, content]) => hands.write(path, content, folder))
        : [hands.read(Object.keys(files))];
    // An id that came before would be taken for the call that was answered already.
    const tools = calls.map(([tool, input], at) => ({ tool, input, id: `call_${results}_${at}` }));
    return say([{ text: "I shall do that." }, ...tools]);
  };
}

interface Offered {
  readonly tools?: readonly { readonly name?: string; readonly function?: { name?: string } }[];
}

function offers(request: SeenRequest, name: string): boolean {
  const { tools = [] } = request.json() as Offered;
  return tools.some((tool) => (tool.function?.name ?? tool.name) === name);
}

/** As Qwen Code tells it; empty when the client says nothing of the kind. */
function folderIn(text: string): string {
  return /working in the directory: ([^\\"]+)/.exec(text)?.[1] ?? "";
}

/** Results of tools so far, in any dialect. */
function resultsIn(text: string): number {
  return (
    text.match(/"type":"tool_result"|"role":"tool"|"type":"function_call_output"/g)?.length ?? 0
  );
}
