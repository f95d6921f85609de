import type { WriterOptions } from "../vocabulary/answer-stream.ts";
import { listOf, objectOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import { readArguments } from "../vocabulary/call-input.ts";
import type { Citation, Part, ServerToolPart, ThinkingPart } from "../vocabulary/part.ts";

const dialect = "anthropic-messages";

/** Blocks of Anthropic's own that a part becomes as a whole; most parts become one. */
export function writeBlocks(part: Part, options: WriterOptions): object[] {
  switch (part.type) {
    case "text":
      return part.text === "" ? [] : [writeText(part.text, part.citations ?? [])];
    case "refusal":
      return part.text === "" ? [] : [writeText(part.text, [])];
    case "thinking":
      return writeThinking(part, options);
    case "tool-call": {
      const { id, name, kind, input } = part;
      const value = kind === "custom" ? { input } : inputValue(input);
      return [{ type: "tool_use", id, name, input: value }];
    }
    case "server-tool":
      return writeServerTool(part, options);
    case "opaque":
      if (part.dialect === dialect) return [part.raw];
      options.lose({ path: part.name, reason: "unknown to Anthropic clients" });
      return [];
    default:
      options.lose({ path: part.type, reason: "unknown to Anthropic clients" });
      return [];
  }
}

function writeText(text: string, citations: readonly Citation[]) {
  const written = citations.map(writeCitation);
  return { type: "text", text, ...(written.length === 0 ? {} : { citations: written }) };
}

/** Citations of others are shown as results of a web search, which every client knows. */
export function writeCitation(citation: Citation): object {
  if (citation.dialect === dialect) return citation.raw;
  return {
    type: "web_search_result_location",
    url: citation.url ?? "",
    title: citation.title,
    cited_text: citation.citedText ?? "",
    encrypted_index: "",
  };
}

function writeThinking(part: ThinkingPart, options: WriterOptions): object[] {
  if (isRedacted(part)) return [{ type: "redacted_thinking", data: part.encrypted ?? "" }];
  const signature = signatureOf(part, options);
  if (part.text === "" && signature === "") return [];
  return [{ type: "thinking", thinking: part.text, signature }];
}

/** Thinking of Anthropic's own that nobody may read. */
export function isRedacted({ origin, encrypted }: ThinkingPart): boolean {
  return origin === dialect && encrypted !== undefined;
}

/** Signatures are never made up: what other dialects need of their thinking is carried instead. */
export function signatureOf(part: ThinkingPart, { carry }: WriterOptions): string {
  if (part.origin === dialect) return part.signature ?? "";
  return carry === null ? "" : carry(part);
}

/**
 * Arguments as the object that the dialect demands. Text that is none (a call cut off by the
 * output limit) is kept under a name of its own, so that it fails the tool's check and can be seen.
 */
function inputValue(text: string): unknown {
  return readArguments(text) ?? { invalid_arguments: text };
}

function writeServerTool(part: ServerToolPart, options: WriterOptions): object[] {
  if (part.dialect === dialect) {
    return [part.phase === "call" ? { ...part.raw, input: part.input ?? {} } : part.raw];
  }
  if (part.name === "web_search") return writeSearch(part);
  options.lose({ path: part.name, reason: "unknown to Anthropic clients" });
  return [];
}

/** A search of OpenAI's as the two blocks that Anthropic has for it. */
function writeSearch({ id, raw }: ServerToolPart): object[] {
  const action = objectOf(raw["action"]);
  const toolId = `srvtoolu_${id.replaceAll(/[^\w-]/g, "_")}`;
  const content = listOf(action["sources"]).flatMap((source) => {
    const url = textOf(objectOf(source)["url"]);
    return url === null ? [] : [searchResult(url, textOf(objectOf(source)["title"]))];
  });
  const query = stringOf(action["query"]) || stringOf(listOf(action["queries"])[0]);
  return [
    { type: "server_tool_use", id: toolId, name: "web_search", input: { query } },
    { type: "web_search_tool_result", tool_use_id: toolId, content },
  ];
}

function searchResult(url: string, title: string | null) {
  return {
    type: "web_search_result",
    url,
    title: title ?? url,
    encrypted_content: "",
    page_age: null,
  };
}
