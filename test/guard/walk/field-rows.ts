/** Where text stands in the requests of each dialect, and what becomes of it. */
import type { Dialect } from "../../../src/base/dialect.ts";

export interface FieldRow {
  readonly dialect: Dialect;
  readonly path: string;
  readonly expected: "masked" | "kept" | "json";
}

function rows(dialect: Dialect, expected: FieldRow["expected"], text: string): FieldRow[] {
  const paths = text.split("\n").map((line) => line.trim());
  return paths.filter((path) => path !== "").map((path) => ({ dialect, path, expected }));
}

const anthropicMasked = `
  system
  system[]{type=text}.text
  messages[]{role=user}.content
  messages[]{role=assistant}.content[]{type=text}.text
  messages[]{role=system}.content[]{type=text}.text
  messages[]{role=system}.output_config.format.schema.description
  messages[].content[]{type=text}.citations[]{type=char_location}.cited_text
  messages[].content[]{type=text}.citations[]{type=char_location}.document_title
  messages[].content[]{type=text}.citations[]{type=web_search_result_location}.title
  messages[].content[]{type=citations_delta}.citation.cited_text
  messages[].content[]{type=tool_use}.input.command
  messages[].content[]{type=tool_use}.input.env.list[].id
  messages[].content[]{type=tool_use}.input
  messages[].content[]{type=server_tool_use}.input.query
  messages[].content[]{type=mcp_tool_use}.input.query
  messages[].content[]{type=tool_result}.content
  messages[].content[]{type=tool_result}.content[]{type=text}.text
  messages[].content[]{type=tool_result}.content[]{type=document}.source{type=text}.data
  messages[].content[]{type=tool_result}.content[]{type=search_result}.content[]{type=text}.text
  messages[].content[]{type=mcp_tool_result}.content[]{type=text}.text
  messages[].content[]{type=web_search_tool_result}.content[]{type=web_search_result}.title
  messages[].content[]{type=web_fetch_tool_result}.content.content.source{type=text}.data
  messages[].content[]{type=code_execution_tool_result}.content.stdout
  messages[].content[]{type=bash_code_execution_tool_result}.content.stderr
  messages[].content[]{type=text_editor_code_execution_tool_result}.content.lines[]
  messages[].content[]{type=document}.title
  messages[].content[]{type=document}.context
  messages[].content[]{type=document}.source{type=text}.data
  messages[].content[]{type=document}.source{type=content}.content
  messages[].content[]{type=document}.source{type=content}.content[]{type=text}.text
  messages[].content[]{type=search_result}.source
  messages[].content[]{type=search_result}.title
  messages[].content[]{type=search_result}.content[]{type=text}.text
  messages[].content[]{type=compaction}.content
  messages[].content[]{type=a_block_of_tomorrow}.words
  messages[].content[]{type=a_block_of_tomorrow}.inner.words[]
  messages[].content[]{type=tool_addition}.tool.description
  tools[].description
  tools[].input_schema.description
  tools[].input_schema.title
  tools[].input_schema.$comment
  tools[].input_schema.properties.key.description
  tools[].input_schema.properties.type.description
  tools[].input_schema.properties.key.default
  tools[].input_schema.properties.key.const
  tools[].input_schema.properties.key.enum[]
  tools[].input_schema.properties.key.example
  tools[].input_schema.properties.key.examples[]
  tools[].input_schema.properties.key.default.inner.id
  tools[].input_schema.properties.key.words_of_tomorrow
  tools[].input_schema.patternProperties.key.description
  tools[].input_schema.$defs.key.description
  tools[].input_schema.definitions.key.description
  tools[].input_schema.dependentSchemas.key.description
  tools[].input_schema.items.description
  tools[].input_schema.prefixItems[].description
  tools[].input_schema.additionalItems.description
  tools[].input_schema.unevaluatedItems.description
  tools[].input_schema.contains.description
  tools[].input_schema.additionalProperties.description
  tools[].input_schema.unevaluatedProperties.description
  tools[].input_schema.propertyNames.description
  tools[].input_schema.not.description
  tools[].input_schema.if.description
  tools[].input_schema.then.description
  tools[].input_schema.else.description
  tools[].input_schema.allOf[].description
  tools[].input_schema.anyOf[].description
  tools[].input_schema.oneOf[].description
  tools[].input_schema.contentSchema.description
  tools[].input_examples[].path
  tools[].user_location.city
  tools[].words_of_tomorrow
  metadata.user_id
  stop_sequences[]
  output_config.format.schema.description
  output_config.format.schema.properties.key.description
  output_format.schema.description
  words_of_tomorrow
  words_of_tomorrow.inner[].words
`;

const anthropicKept = `
  model
  messages[].role
  messages[].content[]{type=thinking}.thinking
  messages[].content[]{type=thinking}.signature
  messages[].content[]{type=redacted_thinking}.data
  messages[].content[]{type=text}.id
  messages[].content[]{type=text}.status
  messages[].content[]{type=text}.model
  messages[].content[]{type=text}.object
  messages[].content[]{type=text}.signature
  messages[].content[]{type=text}.thought_signature
  messages[].content[]{type=text}.usage.note
  messages[].content[]{type=text}.fingerprint
  messages[].content[]{type=text}.obfuscation
  messages[].content[].type
  messages[].content[]{type=text}.system_fingerprint
  messages[].content[]{type=text}.cache_control.ttl
  messages[].content[]{type=text}.citations[].encrypted_index
  messages[].content[]{type=text}.citations[].url
  messages[].content[]{type=tool_use}.name
  messages[].content[]{type=tool_use}.toolset_name
  messages[].content[]{type=tool_use}.caller.tool_id
  messages[].content[]{type=mcp_tool_use}.server_name
  messages[].content[]{type=tool_result}.tool_use_id
  messages[].content[]{type=tool_result}.content[]{type=tool_reference}.tool_name
  messages[].content[]{type=tool_search_tool_result}.content.tool_references[].tool_name
  messages[].content[]{type=tool_result}.content[]{type=image}.source{type=base64}.data
  messages[].content[]{type=image}.source{type=base64}.data
  messages[].content[]{type=image}.source{type=base64}.media_type
  messages[].content[]{type=image}.source{type=url}.url
  messages[].content[]{type=image}.source{type=file}.file_id
  messages[].content[]{type=document}.source{type=base64}.data
  messages[].content[]{type=document}.source{type=url}.url
  messages[].content[]{type=document}.source{type=text}.media_type
  messages[].content[]{type=document}.source{type=text}.url
  messages[].content[]{type=web_search_tool_result}.content[].url
  messages[].content[]{type=web_search_tool_result}.content[].encrypted_content
  messages[].content[]{type=web_search_tool_result}.content[].page_age
  messages[].content[]{type=web_search_tool_result}.content.error_code
  messages[].content[]{type=web_fetch_tool_result}.content.retrieved_at
  messages[].content[]{type=code_execution_tool_result}.content.encrypted_stdout
  messages[].content[]{type=container_upload}.file_id
  messages[].content[]{type=text}.media_type
  tools[].name
  tools[].type
  tools[].cache_control.ttl
  tools[].allowed_callers[]
  tools[].allowed_domains[]
  tools[].blocked_domains[]
  tools[].mcp_server_name
  tools[].input_schema.type
  tools[].input_schema.properties.key.type
  tools[].input_schema.properties.key.format
  tools[].input_schema.properties.key.pattern
  tools[].input_schema.required[]
  tools[].input_schema.dependentRequired.key[]
  tools[].input_schema.$schema
  tools[].input_schema.$id
  tools[].input_schema.$ref
  tools[].input_schema.$anchor
  tools[].input_schema.$dynamicRef
  tools[].input_schema.$dynamicAnchor
  tools[].input_schema.properties.key.contentEncoding
  tools[].input_schema.properties.key.contentMediaType
  tool_choice.name
  thinking.type
  container
  container.skills[].skill_id
  mcp_servers[].authorization_token
  mcp_servers[].url
  context_management.edits[].type
  betas[]
  service_tier
  output_config.effort
`;

const chatMasked = `
  messages[]{role=user}.content
  messages[]{role=user}.name
  messages[]{role=system}.content
  messages[]{role=developer}.content[]{type=text}.text
  messages[]{role=user}.content[]{type=text}.text
  messages[]{role=user}.content[]{type=file}.file.filename
  messages[]{role=assistant}.content[]{type=refusal}.refusal
  messages[]{role=assistant}.refusal
  messages[]{role=assistant}.audio.transcript
  messages[]{role=assistant}.annotations[].title
  messages[]{role=assistant}.tool_calls[]{type=function}.function.arguments
  messages[]{role=assistant}.tool_calls[]{type=custom}.custom.input
  messages[]{role=assistant}.function_call.arguments
  messages[]{role=tool}.content
  messages[]{role=tool}.content[]{type=text}.text
  tools[]{type=function}.function.description
  tools[]{type=function}.function.parameters.properties.key.description
  tools[]{type=function}.function.output_schema.description
  tools[]{type=custom}.custom.description
  tools[]{type=custom}.custom.format.grammar.definition
  tools[].input_schema.description
  functions[].description
  functions[].parameters.description
  prediction{type=content}.content
  prediction{type=content}.content[]{type=text}.text
  response_format.json_schema.description
  response_format.json_schema.schema.properties.key.description
  metadata.note
  user
  safety_identifier
  stop
  stop[]
  web_search_options.user_location.approximate.city
  input[]{role=user}.content[]{type=input_text}.text
  instructions
  words_of_tomorrow.inner
`;

const chatJson = `
  messages[]{role=assistant}.tool_calls[]{type=function}.function.arguments
  messages[]{role=assistant}.function_call.arguments
`;

const chatKept = `
  model
  prompt_cache_key
  messages[].role
  messages[].tool_call_id
  messages[].tool_calls[].id
  messages[].tool_calls[].function.name
  messages[].tool_calls[].custom.name
  messages[].reasoning
  messages[].reasoning_content
  messages[].reasoning_details[].text
  messages[].audio.id
  messages[].audio.data
  messages[].content[]{type=image_url}.image_url.url
  messages[].content[]{type=image_url}.image_url.detail
  messages[].content[]{type=image_url}.image_url
  messages[].content[]{type=input_audio}.input_audio.data
  messages[].content[]{type=file}.file.file_data
  messages[].content[]{type=file}.file.file_id
  messages[].content[]{type=thinking}.thinking[].text
  messages[].content[]{type=text}.prompt_cache_breakpoint.mode
  messages[].content[]{type=text}.detail
  tools[].function.name
  tools[].function.parameters.type
  tools[].custom.format.grammar.syntax
  response_format.json_schema.name
  response_format.type
  tool_choice.function.name
  function_call.name
  modalities[]
  service_tier
  reasoning.effort
  store
  stream
  stream_options.note
`;

const responsesMasked = `
  input
  instructions
  instructions[].content[]{type=input_text}.text
  input[]{type=message,role=user}.content
  input[]{type=message,role=developer}.content[]{type=input_text}.text
  input[]{type=message,role=assistant}.content[]{type=output_text}.text
  input[]{type=message,role=assistant}.content[]{type=refusal}.refusal
  input[]{type=message}.content[]{type=output_text}.annotations[].title
  input[]{type=message}.content[]{type=input_file}.filename
  input[]{type=function_call}.arguments
  input[]{type=function_call_output}.output
  input[]{type=function_call_output}.output[]{type=input_text}.text
  input[]{type=custom_tool_call}.input
  input[]{type=custom_tool_call_output}.output
  input[]{type=local_shell_call}.action.command[]
  input[]{type=local_shell_call}.action.env.TOKEN
  input[]{type=local_shell_call_output}.output
  input[]{type=shell_call}.action.commands[]
  input[]{type=shell_call_output}.output[].stdout
  input[]{type=apply_patch_call}.operation.diff
  input[]{type=apply_patch_call_output}.output
  input[]{type=computer_call}.action.text
  input[]{type=web_search_call}.action.query
  input[]{type=file_search_call}.queries[]
  input[]{type=file_search_call}.results[].text
  input[]{type=code_interpreter_call}.code
  input[]{type=code_interpreter_call}.outputs[]{type=logs}.logs
  input[]{type=mcp_call}.arguments
  input[]{type=mcp_call}.output
  input[]{type=mcp_call}.error
  input[]{type=mcp_list_tools}.tools[].description
  input[]{type=mcp_approval_request}.arguments
  input[]{type=mcp_approval_response}.reason
  input[]{type=tool_search_call}.arguments.query
  input[]{type=tool_search_output}.tools[].description
  input[]{type=additional_tools}.tools[].parameters.description
  input[]{type=program}.code
  input[]{type=program_output}.result
  input[]{type=an_item_of_tomorrow}.words
  input[]{type=message}.summary[].text
  tools[]{type=function}.description
  tools[]{type=function}.parameters.properties.key.description
  tools[]{type=custom}.format.definition
  tools[]{type=namespace}.tools[].description
  tools[]{type=mcp}.server_description
  text.format.schema.description
  text.format.description
  prompt.variables.who
  prompt.variables.who{type=input_text}.text
  metadata.note
  client_metadata.note
  user
  safety_identifier
`;

const responsesJson = `
  input[]{type=function_call}.arguments
  input[]{type=mcp_call}.arguments
`;

const responsesKept = `
  model
  previous_response_id
  conversation.id
  prompt_cache_key
  include[]
  prompt.id
  prompt.version
  reasoning.effort
  context_management[].type
  tool_choice.name
  text.format.name
  text.verbosity
  input[]{type=reasoning}.summary[]{type=summary_text}.text
  input[]{type=reasoning}.content[]{type=reasoning_text}.text
  input[]{type=reasoning}.encrypted_content
  input[]{type=compaction}.encrypted_content
  input[]{type=item_reference}.id
  input[]{type=function_call}.name
  input[]{type=function_call}.namespace
  input[]{type=function_call}.call_id
  input[]{type=function_call}.status
  input[]{type=message}.phase
  input[]{type=message}.item_id
  input[]{type=mcp_call}.server_label
  input[]{type=mcp_approval_response}.approval_request_id
  input[]{type=code_interpreter_call}.container_id
  input[]{type=image_generation_call}.result
  input[]{type=computer_call_output}.output{type=computer_screenshot}.image_url
  input[]{type=message}.content[]{type=input_image}.image_url
  input[]{type=message}.content[]{type=input_file}.file_data
  input[]{type=message}.content[]{type=input_file}.file_id
  input[]{type=message}.content[]{type=input_file}.file_url
  input[]{type=message}.content[]{type=output_text}.logprobs[].token
  input[]{type=message}.finish_reason
  input[]{type=message}.stop_reason
  tools[]{type=mcp}.server_label
  tools[]{type=mcp}.server_url
  tools[]{type=mcp}.url
  tools[]{type=mcp}.headers.Authorization
  tools[]{type=mcp}.authorization
  tools[]{type=mcp}.authorization_token
  tools[]{type=mcp}.connector_id
  tools[]{type=mcp}.allowed_tools[]
  tools[]{type=mcp}.require_approval
  tools[]{type=file_search}.vector_store_ids[]
  tools[]{type=web_search}.filters.allowed_domains[]
  tools[]{type=code_interpreter}.container
  tools[]{type=image_generation}.input_image_mask.image_url
`;

export const fieldRows: readonly FieldRow[] = [
  ...rows("anthropic-messages", "masked", anthropicMasked),
  ...rows("anthropic-messages", "kept", anthropicKept),
  ...rows("openai-chat", "masked", chatMasked),
  ...rows("openai-chat", "json", chatJson),
  ...rows("openai-chat", "kept", chatKept),
  ...rows("openai-responses", "masked", responsesMasked),
  ...rows("openai-responses", "json", responsesJson),
  ...rows("openai-responses", "kept", responsesKept),
];
