/**
 * What could go wrong: a provider refuses a field by name and every request of the session fails;
 * or a client's own mistake is taken for that, and its request is sent again with a part missing.
 */
import { expect, test } from "bun:test";
import { fieldNamedBy400 } from "../../../src/provider/refused-field.ts";

function anthropic(message: string): unknown {
  return { type: "error", error: { type: "invalid_request_error", message } };
}

function openAi(message: string, param: string | null, code: string | null): unknown {
  return { error: { message, type: "invalid_request_error", param, code } };
}

test.each([
  [anthropic("context_management: Extra inputs are not permitted"), "context_management"],
  [
    anthropic("tools.0.custom.eager_input_streaming: Extra inputs are not permitted"),
    "tools.0.custom.eager_input_streaming",
  ],
  [anthropic("`temperature` is deprecated for this model."), "temperature"],
  [anthropic("This model does not support effort level 'xhigh'."), "output_config.effort"],
  [anthropic("This model does not support the effort parameter."), "output_config.effort"],
  [anthropic("adaptive thinking is not supported on this model"), "thinking"],
  [anthropic("`temperature` and `top_p` cannot both be specified for this model."), "top_p"],
  [
    openAi(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      "max_tokens",
      "unsupported_parameter",
    ),
    "max_tokens",
  ],
  [
    openAi(
      "Unsupported value: 'temperature' does not support 0.3 with this model.",
      "temperature",
      "unsupported_value",
    ),
    "temperature",
  ],
  [openAi("Unrecognized request argument supplied: top_k", null, null), "top_k"],
  [
    openAi(
      "Unknown parameter: 'messages[0].cache_control'.",
      "messages[0].cache_control",
      "unknown_parameter",
    ),
    "messages[0].cache_control",
  ],
  [
    {
      detail: [
        {
          type: "extra_forbidden",
          loc: ["body", "messages", 0, "prefix"],
          msg: "Extra inputs are not permitted",
        },
      ],
    },
    "messages.0.prefix",
  ],
  [
    openAi("property 'messages.0.reasoning_content' is unsupported", null, null),
    "messages.0.reasoning_content",
  ],
  [
    openAi(
      'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
      null,
      null,
    ),
    "stream_options",
  ],
  [{ error: "Argument not supported on this model: presencePenalty" }, "presence_penalty"],
  [{ message: "unknown field `seed`" }, "seed"],
])("%j names %s", (body, path) => {
  expect(fieldNamedBy400(400, body)).toBe(path);
});

test.each([
  anthropic("messages: text content blocks must be non-empty"),
  anthropic("prompt is too long: 210000 tokens > 200000 maximum"),
  anthropic("max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens"),
  anthropic("messages: Extra inputs are not permitted"),
  anthropic("This model does not support assistant message prefill."),
  openAi("Invalid value for 'model'", "model", "invalid_value"),
  openAi("The model `x` does not exist", "model", "unsupported_value"),
  openAi(
    "Invalid schema for function 'read'",
    "tools[0].function.parameters",
    "invalid_function_parameters",
  ),
  null,
  "no such thing",
  {},
])("%j names nothing that can be left out", (body) => {
  expect(fieldNamedBy400(400, body)).toBeNull();
});

test("only a refusal of the request counts", () => {
  const body = anthropic("context_management: Extra inputs are not permitted");
  expect(fieldNamedBy400(422, body)).toBe("context_management");
  for (const status of [200, 401, 429, 500]) expect(fieldNamedBy400(status, body)).toBeNull();
});
