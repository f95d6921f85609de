/** A kept request with its answer as one example for fine-tuning, in OpenAI's chat format. Pure. */
import type { Dialect } from "../../base/dialect.ts";
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { collectStream, convertAnswer } from "../../convert/convert-answer.ts";
import { convertRequest, type ConvertedRequest } from "../../convert/convert-request.ts";
import type { AnswerHooks } from "../../convert/hooks.ts";
import { findCapabilities } from "../../provider/capabilities.ts";
import type { Capabilities } from "../../provider/capability-set.ts";
import type { Crossing } from "../../vocabulary/crossing.ts";

export interface ExampleInput {
  readonly dialect: Dialect;
  readonly request: Uint8Array;
  readonly response: Uint8Array;
  /** Everything that was said, or only what has been since the user last spoke. */
  readonly isFull: boolean;
}

export interface TrainingExample {
  readonly messages: readonly Message[];
  readonly tools?: unknown;
  readonly parallel_tool_calls?: unknown;
}

export interface Message {
  readonly role: string;
  readonly [field: string]: unknown;
}

/** The failure says in a few words why the exchange is no example. */
export function trainingExample(input: ExampleInput): Result<TrainingExample, string> {
  const asked = asChat(input);
  if (!asked.ok) return failed("the request cannot be said in chat format");
  const answer = answerMessage(input, asked.value);
  if (!answer.ok) return answer;
  const body = JSON.parse(Buffer.from(asked.value.bytes).toString()) as ChatBody;
  const messages = input.isFull ? body.messages : sinceUser(body.messages);
  return success({
    messages: [...messages.map(plainMessage), plainMessage(answer.value)],
    ...(body.tools === undefined ? {} : { tools: body.tools }),
    ...(body.parallel_tool_calls === undefined
      ? {}
      : { parallel_tool_calls: body.parallel_tool_calls }),
  });
}

interface ChatBody {
  readonly messages: readonly Message[];
  readonly tools?: unknown;
  readonly parallel_tool_calls?: unknown;
}

/** Training takes everything that the format can say; "system" is the role that all trainers know. */
const capabilities: Capabilities = {
  ...findCapabilities("openai", ""),
  instructionRole: "system",
  images: true,
  documents: true,
  audio: true,
};

function asChat({ dialect, request }: ExampleInput) {
  return convertRequest({
    from: dialect,
    to: "openai-chat",
    bytes: request,
    target: {
      model: "",
      provider: "openai",
      capabilities,
      outputLimit: null,
      conversationKey: null,
    },
    key: null,
    kept: null,
    isCompactCall: false,
    dropsThinking: true,
    policy: "lossy",
  });
}

/** What the model answered, as the message that it should learn to write. */
function answerMessage(input: ExampleInput, asked: ConvertedRequest): Result<Message, string> {
  const { dialect, response } = input;
  const crossing: Crossing = {
    ...asked.crossing,
    from: "openai-chat",
    to: dialect,
    toolNames: givenNames(asked.crossing),
    formatTool: null,
    isCompaction: false,
    echo: {},
  };
  const converted = isStream(response)
    ? collect(response, crossing)
    : convertAnswer(response, crossing, hooks);
  if (!converted.ok) return failed("the answer is not whole");
  const answer = JSON.parse(Buffer.from(converted.value.bytes).toString()) as ChatAnswer;
  const message = answer.choices[0]?.message;
  const hasContent = typeof message?.["content"] === "string" && message["content"] !== "";
  const saysSomething = hasContent || message?.["tool_calls"] !== undefined;
  return message !== undefined && saysSomething
    ? success(message)
    : failed("the answer has neither text nor calls");
}

/** Some providers answer nothing but streams, also where the client asked for none. */
function isStream(response: Uint8Array): boolean {
  const start = Buffer.from(response.subarray(0, limits.sniffedBytes)).toString().trimStart();
  return !start.startsWith("{") && !start.startsWith("[");
}

interface ChatAnswer {
  readonly choices: readonly { readonly message: Message }[];
}

function collect(response: Uint8Array, crossing: Crossing) {
  const collection = collectStream(crossing, hooks);
  collection.feed(response);
  return collection.end();
}

/** Tools that had to be renamed in the request have their new names in the answer too. */
function givenNames({ toolNames }: Crossing): Crossing["toolNames"] {
  return new Map(
    [...toolNames].map(([given, tool]) => [tool.name, { ...tool, name: given, namespace: null }]),
  );
}

const hooks: AnswerHooks = {
  newId: () => "",
  now: () => 0,
  carry: null,
  sealCompaction: (summary) => summary,
  estimatedPromptTokens: null,
};

/** Instructions, and what has been said since the user last spoke. */
function sinceUser(messages: readonly Message[]): readonly Message[] {
  const first = messages.findIndex(({ role }) => role !== "system" && role !== "developer");
  const start = messages.findLastIndex(({ role }) => role === "user");
  if (first === -1 || start === -1) return messages;
  return [...messages.slice(0, first), ...messages.slice(start)];
}

/** Fields that training takes; others are the protocol's. */
const fields = ["role", "content", "name", "tool_calls", "tool_call_id"];

function plainMessage(message: Message): Message {
  const kept = fields.flatMap((name) =>
    message[name] === undefined ? [] : [[name, message[name]]],
  );
  return Object.fromEntries(kept) as Message;
}
