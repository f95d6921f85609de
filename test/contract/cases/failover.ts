/** An account that cannot serve: the next one does, and the client never hears of the first. */
import { describe, expect, test } from "bun:test";
import { errorBody } from "../../support/errors.ts";
import { type Reply, json } from "../../support/reply.ts";
import { type DialectCase, anthropicCase, dialectCases } from "../suite/dialects.ts";
import { expectError } from "../suite/expect-error.ts";
import { type Lane, lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

interface Trouble {
  readonly name: string;
  /** What the first account answers; null = it cannot be reached at all. */
  readonly reply: ((to: DialectCase) => Reply) | null;
  /** It says how long it wants to be left alone. */
  readonly asksForRest?: boolean;
}

/** Nothing listens on the port of an old multiplexer, on any machine that we test on. */
const deadAddress = "http://127.0.0.1:1";

function status(code: number, type: string, headers = {}): Trouble {
  const error = { type, message: `first account: ${code}` };
  return {
    name: String(code),
    reply: ({ dialect }) => json(code, errorBody(dialect, error), headers),
  };
}

const troubles: readonly Trouble[] = [
  { ...status(429, "rate_limit_error", { "retry-after": "30" }), asksForRest: true },
  status(500, "api_error"),
  status(529, "overloaded_error"),
  status(401, "authentication_error"),
  { name: "refused", reply: null },
  { name: "closed", reply: () => ({ steps: ["close-before-headers"] }) },
];

const lanes = new Map<string, Lane>(
  troubles.flatMap(({ name, reply }) =>
    dialectCases.map(({ dialect, provider }) => {
      const firstBaseUrl = reply === null ? { firstBaseUrl: deadAddress } : {};
      const own = `failover-${name}-${dialect}`;
      return [own, lane(own, { accounts: 2, provider, ...firstBaseUrl })] as const;
    }),
  ),
);

const mistaken = lane("failover-mistake", { accounts: 2 });
const alone = lane("failover-alone", { provider: "anthropic" });
/** One for each dialect: an account that has just failed is only tried, and told of, in passing. */
const unreachable = new Map(
  dialectCases.map(({ dialect, provider }) => {
    const name = `failover-unreachable-${dialect}`;
    return [dialect, lane(name, { provider, firstBaseUrl: deadAddress })];
  }),
);
const fixed = lane("failover-off", {
  accounts: 2,
  tenant: { settings: { auto_switch_on_error: "false" } },
});

export const failoverLanes = [...lanes.values(), mistaken, alone, ...unreachable.values(), fixed];

export function addFailoverCases(suite: Suite): void {
  for (const trouble of troubles) {
    for (const to of dialectCases) {
      const own = lanes.get(`failover-${trouble.name}-${to.dialect}`);
      if (own === undefined) throw new Error("every trouble has a lane for each dialect");
      const [first, second = ""] = own.accounts(to.provider);

      test(`${trouble.name} from the first account of ${to.path}: the second serves`, async () => {
        // A stalled connection is tried once more before the account is given up.
        const replies = trouble.reply === null ? [] : [trouble.reply(to), trouble.reply(to)];
        suite.script(first, ...replies);
        const body = to.request({ stream: true });
        const response = await suite.post({ lane: own, to, body });
        expect([response.status, await response.text()]).toEqual([200, to.events().join("")]);
        expect(response.headers.get("x-proxy-account")).toBe(second);
        expect(response.headers.get("x-proxy-strategy")).toBe("priority+failover");
        expect(response.headers.has("retry-after")).toBe(false);
        expect(suite.last(second).text()).toBe(body);
        expect(suite.last(second).header("x-codegate")).toBeNull();
        if (trouble.asksForRest !== true) return;
        const asked = suite.seen(first).length;
        await (await suite.post({ lane: own, to, body })).text();
        expect(suite.seen(first).length).toBe(asked);
      });
    }
  }

  addRelayCases(suite);
}

function addRelayCases(suite: Suite): void {
  describe("no other account", () => {
    test("a client's own mistake is nobody else's business", async () => {
      for (const to of dialectCases) {
        const [first, second = ""] = mistaken.accounts(to.provider);
        const error = JSON.stringify(errorBody(to.dialect, { type: "x", message: "your mistake" }));
        for (const code of [400, 404, 413, 422]) {
          suite.script(first, json(code, error));
          const response = await suite.post({ lane: mistaken, to, body: to.request() });
          expect([response.status, await response.text()]).toEqual([code, error]);
        }
        expect(suite.seen(second)).toEqual([]);
      }
    });

    test("the last provider's own words and its wait reach the client", async () => {
      const [only] = alone.accounts("anthropic");
      const error = '{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}';
      suite.script(only, json(429, error, { "retry-after": "17" }));
      const body = anthropicCase.request();
      const response = await suite.post({ lane: alone, to: anthropicCase, body });
      expect([response.status, await response.text()]).toEqual([429, error]);
      expect(response.headers.get("retry-after")).toBe("17");
    });

    test("an account that cannot be reached is named, its address is not", async () => {
      for (const to of dialectCases) {
        const own = unreachable.get(to.dialect);
        if (own === undefined) throw new Error("every dialect has a lane");
        const response = await suite.post({ lane: own, to, body: to.request() });
        const message = new RegExp(`"${own.accounts(to.provider)[0]}" refuses connections`);
        await expectError(response, { status: 502, dialect: to.dialect, message });
      }
    });

    test("a tenant that does not want to switch does not", async () => {
      const [first, second = ""] = fixed.accounts("anthropic");
      suite.script(first, json(500, '{"error":"broken"}'));
      const body = anthropicCase.request();
      const response = await suite.post({ lane: fixed, to: anthropicCase, body });
      expect([response.status, await response.text()]).toEqual([500, '{"error":"broken"}']);
      expect(suite.seen(second)).toEqual([]);
    });
  });
}
