/** What could go wrong: a misspelt strategy works by priority and nobody is told, or the log is flooded. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createStrategyWarning } from "../../../src/route/warn-strategy.ts";

function listen() {
  const told: string[] = [];
  const warn = createStrategyWarning((message) => told.push(message));
  const plan = (name: string | null) => warn({ strategy: "priority", unknownStrategy: name });
  return { told, plan };
}

test("each name is told of once, with what is used instead and what there is", () => {
  const { told, plan } = listen();
  for (const name of [null, "fastest", "fastest", "cheapest", "fastest"]) plan(name);
  expect(told).toHaveLength(2);
  expect(told[0]).toBe(
    'There is no strategy "fastest"; priority is used instead. ' +
      "There are: priority, round-robin, least-used, budget-aware, quota-aware.",
  );
});

test("a dashboard that stores ever new names cannot fill the log", () => {
  const { told, plan } = listen();
  for (let index = 0; index < 2 * limits.warnedStrategies; index++) plan(`name ${index}`);
  expect(told).toHaveLength(limits.warnedStrategies);
});
