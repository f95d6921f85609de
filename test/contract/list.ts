/** The list that every way of running CodeGate has to pass. */
import { describe, expect, test } from "bun:test";
import { addBodyCases, bodyLanes, bodyLimitMegabytes } from "./cases/bodies.ts";
import { addExchangeCases, exchangeLanes, outputLimits } from "./cases/exchanges.ts";
import { addFailoverCases, failoverLanes } from "./cases/failover.ts";
import { addFindOutCases, findOutLanes } from "./cases/find-out.ts";
import { addHeaderCases, headerLanes } from "./cases/headers.ts";
import { addKeyCases, globalKey, keyLanes } from "./cases/keys.ts";
import { addOriginCases, allowedOrigin, originLanes } from "./cases/origins.ts";
import { addReachCases, reachLanes } from "./cases/reach.ts";
import { dialectCases } from "./suite/dialects.ts";
import { expectError } from "./suite/expect-error.ts";
import { joinSeeds } from "./suite/lane.ts";
import { type Suite, useSuite } from "./suite/suite.ts";
import type { ContractTarget } from "./suite/target.ts";

const lanes = [
  ...findOutLanes,
  ...reachLanes,
  ...originLanes,
  ...keyLanes,
  ...bodyLanes,
  ...exchangeLanes,
  ...headerLanes,
  ...failoverLanes,
];

const environment = {
  PROXY_API_KEY: globalKey,
  CODEGATE_ALLOWED_ORIGINS: allowedOrigin,
  CODEGATE_BODY_LIMIT_MB: String(bodyLimitMegabytes),
};

/** Adds the whole list for one way of running, under its name. */
export function addContractTests(target: ContractTarget): void {
  describe(target.name, () => {
    const suite = useSuite(target, {
      seed: (url) => joinSeeds([...lanes.map((each) => each.seed(url)), { outputLimits }]),
      environment,
    });
    addFindOutCases(suite);
    addReachCases(suite);
    addOriginCases(suite);
    addKeyCases(suite);
    addBodyCases(suite);
    addExchangeCases(suite);
    addHeaderCases(suite);
    addFailoverCases(suite);
  });

  describe(`${target.name}, without accounts`, () => {
    addEmptyCases(useSuite(target, { seed: () => ({}), environment }));
  });
}

function addEmptyCases(suite: Suite): void {
  const rows = dialectCases.map((to) => [to.path, to] as const);
  test.each(rows)("%s says what to type", async (path, to) => {
    const headers = { "x-api-key": globalKey };
    const response = await suite.call(path, { method: "POST", headers, body: to.request() });
    expect(response.headers.get("x-should-retry")).toBe("false");
    const message = /no accounts yet.*codegate accounts add/;
    await expectError(response, { status: 503, dialect: to.dialect, message });
  });

  test("the list of models is empty", async () => {
    const response = await suite.call("/v1/models", { headers: { "x-api-key": globalKey } });
    expect([response.status, await response.json()]).toEqual([200, { object: "list", data: [] }]);
  });
}
