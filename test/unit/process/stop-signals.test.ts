/** What could go wrong: one Ctrl-C cuts what is under way, or somebody who insists is not heard. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { hearStops } from "../../../src/process/stop-signals.ts";

test.each([
  ["one Ctrl-C that npm hands on as well", ["SIGINT", 0, "SIGINT", 5], ["SIGINT"]],
  ["a second Ctrl-C", ["SIGINT", 0, "SIGINT", limits.stopInsistMs], ["SIGINT", "SIGINT!"]],
  ["SIGTERM after Ctrl-C", ["SIGINT", 0, "SIGTERM", 60_000], ["SIGINT", "SIGTERM!"]],
  ["a closed terminal", ["SIGHUP", 0, "SIGHUP", 60_000], ["SIGHUP"]],
  ["a closed terminal while it stops", ["SIGTERM", 0, "SIGHUP", 60_000], ["SIGTERM"]],
] as const)("%s", (_what, [first, at, second, then], heard) => {
  const told: string[] = [];
  let now: number = at;
  const hear = hearStops(
    (signal, insists) => told.push(insists ? `${signal}!` : signal),
    () => now,
  );
  hear(first);
  now = then;
  hear(second);
  expect(told).toEqual([...heard]);
});
