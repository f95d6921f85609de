/**
 * What could go wrong: a provider says something else with a status than the others, or says it in
 * a shape of its own, and an account rests for a week that would be well in a minute, stays in line
 * although its key is dead, or is blamed for what its client has sent. Bodies are as they were seen
 * from each provider, with other names and numbers in them.
 */
import { describe, expect, test } from "bun:test";
import type { RefusalCause } from "../../../src/attempt/refusal-cause.ts";
import { judge, type SwitchSetting } from "../../../src/attempt/judge.ts";
import type { RestScope } from "../../../src/route/rests.ts";
import { openAnswer } from "../../../src/attempt/open-answer.ts";
import { allProviders, findProvider } from "../../../src/provider/providers.ts";
import { hour, minute, now, type SeenRefusal } from "../../support/refusal-shapes.ts";
import { refusals } from "../../support/seen-refusals.ts";

async function read({ provider, status, headers, body, dialect }: SeenRefusal) {
  const { primary, offers } = findProvider(provider);
  const spoken = dialect ?? primary;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const opened = await openAnswer(
    {
      response: new Response(text, { status, headers: headers ?? {} }),
      dialect: spoken,
      isStream: false,
      takesEither: false,
      abort: () => undefined,
    },
    { firstContentTimeoutMs: minute, idleTimeoutMs: minute },
  );
  if (opened.ok) throw new Error("taken for an answer");
  const offer = offers[spoken] ?? { base: "http://127.0.0.1:8000", auth: "bearer" };
  return { trouble: opened.failure, verdict: judge(opened.failure, offer, now) };
}

/** What each cause means for the account, the next one, and the rest. */
const meanings: Readonly<Record<RefusalCause, [RestScope | null, SwitchSetting | null]>> = {
  quota: ["account", "auto_switch_on_rate_limit"],
  "model quota": ["model", "auto_switch_on_rate_limit"],
  throttle: ["account", "auto_switch_on_rate_limit"],
  request: [null, null],
  credential: ["account", "auto_switch_on_error"],
  overloaded: ["provider", "auto_switch_on_error"],
  server: ["account", "auto_switch_on_error"],
};

describe.each(allProviders.map(({ id }) => id))("%s", (provider) => {
  const own = refusals.filter((each) => each.provider === provider);
  const rows = own.map((each) => [each.what, each] as const);

  test("a refused key or the like, and a limit or the like, are in the table", () => {
    const causes = new Set(own.map(({ cause }) => cause));
    expect(causes.size).toBeGreaterThanOrEqual(2);
  });

  test.each(rows)("%s", async (_, each) => {
    const { trouble, verdict } = await read(each);
    const [scope, next] = meanings[each.cause];
    expect(verdict.outcome).toBe(each.cause);
    expect([verdict.rest?.scope ?? null, verdict.next]).toEqual([scope, next]);
    expect(verdict.isThrottle).toBe(each.cause === "throttle");
    if (each.waitMs !== undefined) expect(verdict.rest?.askedMs ?? null).toBe(each.waitMs);
    if (trouble.kind !== "refused") throw new Error(trouble.kind);
    expect(verdict.message).toContain(each.says);
  });
});

test("a stated wait is never longer than a week and a day, nor a Retry-After than an hour", async () => {
  const body = {
    error: { code: "1310", message: "Limit Exhausted. Resets at 2031-01-01T00:00:00Z" },
  };
  const far = { provider: "glm", what: "", status: 429, body, cause: "quota", says: "" } as const;
  expect((await read(far)).verdict.rest?.askedMs).toBe(8 * 24 * hour);
  const told = { ...far, body: {}, headers: { "retry-after": "999999" } };
  expect((await read(told)).verdict.rest?.askedMs).toBe(hour);
});
