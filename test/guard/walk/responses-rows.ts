/** Where text stands in requests of Responses, and what becomes of it. */
import { rows, type FieldRow } from "./field-row.ts";

const responsesMasked = `
  input
  data[]{type=message}.content[]{type=input_text}.text
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
  data[]{type=reasoning}.summary[].text
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

export const responsesRows: readonly FieldRow[] = [
  ...rows("openai-responses", "masked", responsesMasked),
  ...rows("openai-responses", "json", responsesJson),
  ...rows("openai-responses", "kept", responsesKept),
];
