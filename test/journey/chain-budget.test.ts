/** What could go wrong: a chain of responses has no name that stays, and so no budget. */
import { expect, test } from "bun:test";
import { idOf } from "../support/data-directory.ts";
import { json } from "../support/reply.ts";
import { responsesResponse } from "../support/responses-events.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const model = "gpt-5.5";
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 900,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 1_000,
};

interface Asked {
  readonly input: string;
  readonly previous_response_id?: string | undefined;
}

async function rig() {
  let count = 0;
  const upstream = startUpstream(() => {
    const id = `resp_${++count}`;
    return json(200, { ...responsesResponse([{ text: "Fine." }]), id, model, usage });
  });
  const gateway = await startGateway({
    accounts: [{ name: "A", provider: "openai", baseUrl: upstream.url }],
    tenants: [{ name: "alice", key: "cgk_alice" }],
  });
  gateway.data.database.run(
    "INSERT INTO codegate_budgets (caller, span, unit, amount) VALUES (?, 'conversation', 'tokens', 3500)",
    [idOf("alice")],
  );
  return {
    /** Resolves to the id of the response, or to the error's status. */
    async ask(asked: Asked): Promise<string | number> {
      const response = await fetch(`${gateway.url}/v1/responses`, {
        method: "POST",
        headers: { authorization: "Bearer cgk_alice" },
        body: JSON.stringify({ model, max_output_tokens: 900, ...asked }),
      });
      const answer = (await response.json()) as { readonly id: string };
      return response.status === 200 ? answer.id : response.status;
    },
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}

test("turns that build on each other are one conversation, whatever they are called", async () => {
  const { ask, stop } = await rig();
  const answers: (string | number)[] = [];
  let previous: string | undefined;
  for (let turn = 0; turn < 4; turn++) {
    const answer = await ask({ input: `Turn ${turn}.`, previous_response_id: previous });
    answers.push(answer);
    if (typeof answer === "string") previous = answer;
  }
  expect(answers).toEqual(["resp_1", "resp_2", "resp_3", 429]);
  // A fork of it is no way out, and another conversation has money of its own.
  expect(await ask({ input: "Again.", previous_response_id: "resp_1" })).toBe(429);
  expect(await ask({ input: "Something else." })).toBe("resp_4");
  await stop();
});
