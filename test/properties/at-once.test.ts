// What could go wrong: requests at once each see the same last place in a limit, or the same last
// dollar of a budget, and all of them take it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { strategyNames } from "../../src/route/strategies.ts";
import { startGateway } from "../support/start-gateway.ts";

const atOnce = 200;
const model = "claude-opus-4-6";
const outputTokens = 380;
/** US dollars: what the provider says at the end, at $5 and $25 a million tokens. */
const costOfOne = (20 * 5 + outputTokens * 25) / 1_000_000;
const body = JSON.stringify({
  model,
  max_tokens: outputTokens,
  messages: [{ role: "user", content: "Hello" }],
});

let provider: ReturnType<typeof Bun.serve>;
beforeAll(() => {
  provider = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, fetch: answer });
});
afterAll(() => provider.stop(true));

/** Answers late enough for all requests to be under way together. */
async function answer(): Promise<Response> {
  await Bun.sleep(30);
  return Response.json({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text: "hello" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 20, output_tokens: outputTokens },
  });
}

const member = fc.record({
  /** Requests a minute; 0 = no limit. */
  rateLimit: fc.constantFrom(0, 1, 7, 40),
  monthlyBudget: fc.constantFrom(null, 0.05, 0.3, 1),
});

const what = "%s, 200 requests at once: no limit or budget is exceeded, no place left unused";

test.each(strategyNames)(
  what,
  async (name) => {
    const members = fc.array(member, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(members, async (seeds) => {
        const accounts = seeds.map(({ rateLimit, monthlyBudget }, index) => ({
          name: `account ${index}`,
          baseUrl: provider.url.origin,
          rateLimit,
          ...(monthlyBudget === null ? {} : { monthlyBudget }),
        }));
        const tiers = accounts.map(({ name: account }) => ({ tier: "opus", account }) as const);
        await using gateway = await startGateway({
          accounts,
          configs: [{ name: "config", strategy: name, tiers }],
        });
        const ask = async () => {
          const init = { method: "POST", body };
          const response = await fetch(`${gateway.url}/v1/messages`, init);
          await response.text();
          return { status: response.status, account: response.headers.get("x-proxy-account") };
        };
        const answers = await Promise.all(Array.from({ length: atOnce }, ask));
        let free = 0;
        for (const { name: account, rateLimit, monthlyBudget = Infinity } of accounts) {
          const served = answers.filter((each) => each.account === account && each.status === 200);
          if (rateLimit > 0) expect(served.length).toBeLessThanOrEqual(rateLimit);
          expect(served.length * costOfOne).toBeLessThanOrEqual(monthlyBudget);
          // An estimate may be higher than the cost: input is guessed from bytes.
          const affordable = Math.floor((monthlyBudget * 0.9) / costOfOne);
          free += Math.min(rateLimit === 0 ? Infinity : rateLimit, affordable);
        }
        const served = answers.filter(({ status }) => status === 200).length;
        expect(served).toBeGreaterThanOrEqual(Math.min(atOnce, free));
        const others = answers.filter(({ status }) => status !== 200);
        expect(new Set(others.map(({ status }) => status))).toEqual(
          new Set(others.length > 0 ? [429] : []),
        );
      }),
      { numRuns: 2 },
    );
  },
  20_000,
);
