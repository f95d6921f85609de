/** What could go wrong: nobody can tell from an answer why this account served it. */
import { expect, test } from "bun:test";
import { findProvider } from "../../../src/provider/providers.ts";
import type { Candidate } from "../../../src/route/candidate.ts";
import { explainRoute } from "../../../src/route/explain-route.ts";
import { accountOf } from "../../support/account.ts";

function candidateOf(name: string): Candidate {
  return {
    account: accountOf({ name }),
    provider: findProvider("anthropic"),
    offer: { base: "http://p.test", auth: "bearer" },
    dialect: "anthropic-messages",
    model: "m",
    resting: { accountId: name, provider: "anthropic", family: "m" },
    isForAll: true,
    billing: "",
    window: "",
  };
}

test("who was tried, who served, who rests and who was skipped", () => {
  const [work, home, old] = ["Work", "Home", "Old, one"].map(candidateOf);
  if (work === undefined || home === undefined || old === undefined) throw new Error("no fleet");
  const plan = {
    asked: {
      model: "m",
      dialect: "anthropic-messages",
      override: { account: null, config: null },
      client: null,
      home: null,
      estimateUsd: () => null,
    },
    tier: "opus",
    configId: "c",
    strategy: "priority",
    unknownStrategy: null,
    preferred: work,
    isAtHome: false,
    candidates: [work, home, old],
    restMs: new Map([[old, 41_200]]),
    skips: [{ account: accountOf({ name: "X" }), kind: "budget", reason: "", waitMs: null }],
  } as const;
  const tried = [{ candidate: work, outcome: "quota" }];
  expect(explainRoute({ plan, tried, served: home })).toBe(
    'priority; tier=opus; tried=Work(quota); served=Home; resting="Old, one"(42s); skipped=X(budget)',
  );
  const magic = { ...plan, unknownStrategy: "magic; fast", skips: [] };
  expect(explainRoute({ plan: magic, tried: [], served: work })).toStartWith(
    'priority (there is no strategy "magic; fast"); tier=opus; served=Work',
  );
  expect(explainRoute({ plan: { ...plan, tier: null, skips: [] }, tried, served: null })).toBe(
    'priority; tier=none; tried=Work(quota); resting="Old, one"(42s)',
  );
});
