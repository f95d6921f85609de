/** Where text stands in requests of Chat Completions, and what becomes of it. */
import { rows, type FieldRow } from "./field-row.ts";

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

export const chatRows: readonly FieldRow[] = [
  ...rows("openai-chat", "masked", chatMasked),
  ...rows("openai-chat", "json", chatJson),
  ...rows("openai-chat", "kept", chatKept),
];
