// Agents decide by the class of an error whether to wait, to retry or to give up.
import { describe, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { errorBody } from "../support/errors.ts";
import { type Reply, json } from "../support/reply.ts";
import { type Clients, rejectionOf, startClients } from "./start-clients.ts";

type Class<Instance> = abstract new (...parameters: never[]) => Instance;

interface Errors {
  readonly status: number;
  readonly type: string;
  readonly anthropic: Class<InstanceType<typeof Anthropic.APIError>>;
  readonly openai: Class<InstanceType<typeof OpenAI.APIError>>;
}

const providerErrors: readonly Errors[] = [
  row(400, "invalid_request_error", Anthropic.BadRequestError, OpenAI.BadRequestError),
  row(401, "authentication_error", Anthropic.AuthenticationError, OpenAI.AuthenticationError),
  row(403, "permission_error", Anthropic.PermissionDeniedError, OpenAI.PermissionDeniedError),
  row(404, "not_found_error", Anthropic.NotFoundError, OpenAI.NotFoundError),
  row(429, "rate_limit_error", Anthropic.RateLimitError, OpenAI.RateLimitError),
  row(500, "api_error", Anthropic.InternalServerError, OpenAI.InternalServerError),
  row(529, "overloaded_error", Anthropic.InternalServerError, OpenAI.InternalServerError),
];

function row(
  status: number,
  type: string,
  anthropic: Errors["anthropic"],
  openai: Errors["openai"],
): Errors {
  return { status, type, anthropic, openai };
}

const headers = { "retry-after": "17", "request-id": "req_011Error", "x-request-id": "up-error" };

const messages = [{ role: "user" as const, content: "Hi." }];
const modelName = { claude: "claude-opus-5-5", gpt: "gpt-5.5" };

type Call = () => PromiseLike<unknown>;
type Calls = readonly [Call, ...Call[]];

const anthropicCallCount = 3;
const openaiCallCount = 6;

function callAt(calls: Calls, index: number): Call {
  const call = calls[index];
  if (call === undefined) throw new Error(`there are ${calls.length} calls`);
  return call;
}

/** One call in each way in which a client may make it. Counting tokens never fails for a provider. */
function anthropicCalls({ anthropic }: Clients, model = modelName.claude): Calls {
  const body = { model, max_tokens: 16, messages };
  return [
    () => anthropic.messages.create(body),
    () => anthropic.messages.create({ ...body, stream: true }),
    () => anthropic.messages.stream(body).finalMessage(),
  ];
}

function openaiCalls({ openai }: Clients, model = modelName.gpt): Calls {
  return [
    () => openai.chat.completions.create({ model, messages }),
    () => openai.chat.completions.create({ model, messages, stream: true }),
    () => openai.chat.completions.stream({ model, messages }).finalChatCompletion(),
    () => openai.responses.create({ model, input: "Hi." }),
    () => openai.responses.create({ model, input: "Hi.", stream: true }),
    () => openai.responses.stream({ model, input: "Hi." }).finalResponse(),
  ];
}

/** What a call throws when the provider answers so; on its own, because a failed account rests. */
async function thrownBy(choose: (clients: Clients) => Call, reply: Reply): Promise<unknown> {
  const clients = await startClients();
  try {
    clients.upstream.answer = () => reply;
    return await rejectionOf(choose(clients)());
  } finally {
    await clients.stop();
  }
}

describe("errors of providers", () => {
  test.each(providerErrors.map((each) => [each.status, each] as const))(
    "%d arrives in the class of Anthropic's client",
    async (_status, { status, type, anthropic }) => {
      const message = `what the provider says about ${status}`;
      const body = errorBody("anthropic-messages", { type, message });
      for (let index = 0; index < anthropicCallCount; index++) {
        const choose = (clients: Clients) => callAt(anthropicCalls(clients), index);
        const thrown = await thrownBy(choose, json(status, body, headers));
        expect(thrown).toBeInstanceOf(anthropic);
        if (!(thrown instanceof Anthropic.APIError)) throw thrown;
        expect(thrown).toMatchObject({ status, type, requestID: "req_011Error" });
        expect(thrown.message).toContain(message);
        expect(thrown.headers?.get("retry-after")).toBe("17");
      }
    },
  );

  test.each(providerErrors.map((each) => [each.status, each] as const))(
    "%d arrives in the class of OpenAI's client",
    async (_status, { status, type, openai }) => {
      const message = `what the provider says about ${status}`;
      const body = errorBody("openai-chat", { type, message, code: "the_code" });
      for (let index = 0; index < openaiCallCount; index++) {
        const choose = (clients: Clients) => callAt(openaiCalls(clients), index);
        const thrown = await thrownBy(choose, json(status, body, headers));
        expect(thrown).toBeInstanceOf(openai);
        if (!(thrown instanceof OpenAI.APIError)) throw thrown;
        expect(thrown).toMatchObject({ status, type, code: "the_code", requestID: "up-error" });
        expect(thrown.message).toContain(message);
        expect(thrown.headers?.get("retry-after")).toBe("17");
      }
    },
  );

  test("529 is an OverloadedError to Anthropic's client", async () => {
    const body = errorBody("anthropic-messages", { type: "overloaded_error", message: "Later." });
    const reply = json(529, body, headers);
    const thrown = await thrownBy((clients) => anthropicCalls(clients)[0], reply);
    expect(thrown).toBeInstanceOf(Anthropic.OverloadedError);
  });
});

interface OwnError extends Errors {
  readonly name: string;
  readonly message: RegExp;
  readonly client?: Parameters<typeof startClients>[0];
  readonly model?: string;
}

const ownErrors: readonly OwnError[] = [
  {
    ...row(401, "", Anthropic.AuthenticationError, OpenAI.AuthenticationError),
    name: "a wrong key",
    message: /not a CodeGate key/,
    client: { gatewayKey: "right", clientKey: "wrong" },
  },
  {
    ...row(400, "", Anthropic.BadRequestError, OpenAI.BadRequestError),
    name: "a request without a model",
    message: /model/,
    model: "",
  },
  {
    ...row(413, "", Anthropic.ContentTooLargeError, OpenAI.APIError),
    name: "a request that is too large",
    message: /larger than 1 MB/,
    model: "m".repeat(1_024 * 1_024),
  },
  {
    ...row(503, "", Anthropic.ServiceUnavailableError, OpenAI.InternalServerError),
    name: "no account",
    message: /codegate accounts add/,
    client: { hasAccounts: false },
  },
];

describe("the gateway's own errors", () => {
  test.each(ownErrors.map((each) => [each.name, each] as const))(
    "%s: the right class, a request id, and no retry",
    async (_name, expected) => {
      // Retries are on, as agents have them: the gateway says when they cannot help.
      const clients = await startClients({ maxRetries: 2, ...expected.client });
      try {
        const { model, status, message } = expected;
        const all = [
          ...anthropicCalls(clients, model).map((call) => [call, expected.anthropic] as const),
          ...openaiCalls(clients, model).map((call) => [call, expected.openai] as const),
        ];
        for (const [call, kind] of all) {
          const before = clients.calls();
          const thrown = await rejectionOf(call());
          expect(thrown).toBeInstanceOf(kind);
          const id = expect.stringMatching(/^[0-9a-f]{32}$/);
          expect(thrown).toMatchObject({ status, message: expect.stringMatching(message) });
          expect(thrown).toMatchObject({ requestID: id });
          expect(clients.calls() - before).toBe(1);
        }
        expect(clients.upstream.requests).toEqual([]);
      } finally {
        await clients.stop();
      }
    },
  );
});

describe("the gateway's own errors about accounts and paths", () => {
  test("accounts at their limit are a RateLimitError that says how long to wait", async () => {
    const clients = await startClients({ accountLimit: 1 });
    try {
      clients.upstream.answer = () => json(400, '{"error":{"message":"no"}}');
      for (const [calls, kind] of [
        [anthropicCalls(clients), Anthropic.RateLimitError],
        [openaiCalls(clients), OpenAI.RateLimitError],
      ] as const) {
        const [first, ...others] = calls;
        await rejectionOf(first());
        for (const call of others) {
          const thrown = await rejectionOf(call());
          expect(thrown).toBeInstanceOf(kind);
          const wait = Number((thrown as { headers?: Headers }).headers?.get("retry-after"));
          expect(wait).toBeGreaterThan(50);
          expect(wait).toBeLessThanOrEqual(60);
        }
      }
      expect(clients.upstream.requests.length).toBe(2);
    } finally {
      await clients.stop();
    }
  });

  test("a provider that hangs up is an InternalServerError that names the account", async () => {
    const reply: Reply = { steps: ["close-before-headers"] };
    for (const [callsOf, count, kind, account] of [
      [anthropicCalls, anthropicCallCount, Anthropic.InternalServerError, "anthropic"],
      [openaiCalls, openaiCallCount, OpenAI.InternalServerError, "openai"],
    ] as const) {
      for (let index = 0; index < count; index++) {
        const thrown = await thrownBy((clients) => callAt(callsOf(clients), index), reply);
        expect(thrown).toBeInstanceOf(kind);
        expect(thrown).toMatchObject({ status: 502 });
        expect(String(thrown)).toContain(account);
        expect(String(thrown)).toContain("closed the connection");
      }
    }
  });

  test("an unknown path is a NotFoundError", async () => {
    const clients = await startClients();
    const { anthropic, openai } = clients;
    const forAnthropic = await rejectionOf(anthropic.post("/v1/messages/batches", { body: {} }));
    expect(forAnthropic).toBeInstanceOf(Anthropic.NotFoundError);
    const forOpenAi = await rejectionOf(openai.embeddings.create({ model: "m", input: "x" }));
    expect(forOpenAi).toBeInstanceOf(OpenAI.NotFoundError);
    await clients.stop();
  });
});
