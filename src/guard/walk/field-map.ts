/**
 * Every place of a request or an answer that can hold text, in one table. A field that nobody has
 * listed is text: what a provider adds tomorrow is masked from its first day, and only what is
 * known to be opaque is left alone.
 */
import type { ShapeName } from "./shape-name.ts";
import type { Dialect } from "../../base/dialect.ts";
import { nest, schemaFields } from "./field-groups.ts";

export type Fields = Readonly<Record<string, ShapeName>>;

export interface Row {
  /** What a string is that stands here itself. */
  readonly string: "text" | "json" | "kept";
  readonly fields: Fields;
  /** What a field holds that is not listed. */
  readonly rest: ShapeName;
  /** Objects of these types are left alone as a whole. */
  readonly keptTypes?: readonly string[];
  /** The same on the way back only: calls of tools that run at the provider keep their tokens. */
  readonly remoteTypes?: readonly string[];
  /** Property names are the user's own: masked, and told to the detectors as context. */
  readonly ownsNames?: boolean;
}

const opaque: Fields = {
  type: "kept",
  id: "kept",
  role: "kept",
  status: "kept",
  model: "kept",
  object: "kept",
  signature: "kept",
  thought_signature: "kept",
  encrypted_content: "kept",
  encrypted_index: "kept",
  encrypted_stdout: "kept",
  fingerprint: "kept",
  system_fingerprint: "kept",
  obfuscation: "kept",
  cache_control: "kept",
  file_id: "kept",
  usage: "kept",
};

const item: Row = {
  string: "text",
  rest: "text",
  keptTypes: [
    "thinking",
    "redacted_thinking",
    "reasoning",
    "reasoning_text",
    "summary_text",
    "image_generation_call",
  ],
  remoteTypes: [
    "server_tool_use",
    "mcp_tool_use",
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
    "mcp_call",
    "mcp_approval_request",
  ],
  fields: {
    ...opaque,
    ...nest(
      "kept",
      "name tool_name toolset_name server_name server_label namespace",
      "call_id item_id tool_use_id tool_call_id container_id caller",
      "approval_request_id phase error_code page_age retrieved_at",
      "thinking reasoning reasoning_content reasoning_details data",
      "image_url file_url url file_data input_audio media_type detail",
      "logprobs prompt_cache_breakpoint finish_reason stop_reason",
    ),
    ...nest("text", "text refusal title context filename stdout stderr"),
    ...nest("text", "code result transcript cited_text document_title logs"),
    ...nest("item", "content output outputs results summary tool_references"),
    ...nest("item", "citations citation annotations file audio message"),
    ...nest("item", "delta tool_calls function_call function custom"),
    ...nest("data", "input action operation"),
    arguments: "arguments",
    output_config: "format",
    source: "source",
    ...nest("tool", "tools tool"),
  },
};

const common: Fields = {
  ...opaque,
  ...nest("kept", "tool_choice service_tier store stream stream_options"),
  ...nest("item", "content item part content_block delta choices"),
  tools: "tool",
  metadata: "data",
  error: "text",
};

/** Cursor posts bodies of the Responses dialect to the Chat endpoint: both know both. */
const openai: Fields = {
  ...common,
  ...nest("kept", "prompt_cache_key modalities include reasoning"),
  ...nest("kept", "previous_response_id conversation context_management"),
  ...nest("item", "input instructions output prediction"),
  ...nest("text", "user safety_identifier"),
  messages: "chatMessage",
  // Old Chat tools.
  functions: "tool",
  function_call: "kept",
};

export const fieldMap: Readonly<Record<ShapeName, Row>> = {
  kept: { string: "kept", fields: {}, rest: "kept" },
  text: { string: "text", fields: opaque, rest: "text" },
  data: { string: "text", fields: {}, rest: "data", ownsNames: true },
  arguments: { string: "json", fields: {}, rest: "data", ownsNames: true },
  item,
  chatMessage: { ...item, fields: { ...item.fields, name: "text" } },
  source: {
    string: "text",
    rest: "text",
    keptTypes: ["base64", "url", "file"],
    fields: { ...opaque, ...nest("kept", "media_type url"), data: "text", content: "item" },
  },
  tool: {
    string: "text",
    rest: "text",
    fields: {
      ...opaque,
      ...nest("kept", "name mcp_server_name server_label connector_id container"),
      ...nest("kept", "allowed_callers allowed_tools allowed_domains blocked_domains"),
      ...nest("kept", "filters vector_store_ids input_image_mask require_approval"),
      // Where the provider finds a tool, and what it shows there: meant for the provider.
      ...nest("kept", "url server_url headers authorization authorization_token"),
      description: "text",
      ...nest("schema", "input_schema parameters output_schema"),
      input_examples: "data",
      ...nest("tool", "function custom tools"),
      format: "format",
    },
  },
  format: {
    string: "text",
    rest: "text",
    fields: {
      ...opaque,
      ...nest("kept", "name syntax effort verbosity"),
      ...nest("text", "description definition"),
      ...nest("format", "format json_schema grammar"),
      schema: "schema",
    },
  },
  schema: { string: "kept", fields: schemaFields, rest: "text" },
  prompt: {
    string: "text",
    fields: { id: "kept", version: "kept", variables: "data" },
    rest: "text",
  },
  schemas: { string: "kept", fields: {}, rest: "schema" },
  anthropic: {
    string: "kept",
    rest: "text",
    fields: {
      ...common,
      ...nest("kept", "container mcp_servers thinking context_management betas"),
      ...nest("item", "messages system"),
      ...nest("format", "output_config output_format"),
      stop_sequences: "text",
      message: "anthropic",
    },
  },
  chat: {
    string: "kept",
    rest: "text",
    fields: { ...openai, response_format: "format", stop: "text", web_search_options: "data" },
  },
  responses: {
    string: "kept",
    rest: "text",
    fields: {
      ...openai,
      ...nest("kept", "call_id item_id logprobs partial_image_b64"),
      text: "format",
      prompt: "prompt",
      client_metadata: "data",
      arguments: "arguments",
      response: "responses",
      // A list of items that the provider keeps.
      data: "item",
    },
  },
};

export const rootShapes: Readonly<Record<Dialect, ShapeName>> = {
  "anthropic-messages": "anthropic",
  "openai-chat": "chat",
  "openai-responses": "responses",
};
