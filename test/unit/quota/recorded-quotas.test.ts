// What could go wrong: a provider writes its limits in a way that no made-up example shows.
import { expect, test } from "bun:test";
import { readQuota } from "../../../src/quota/read-quota.ts";
import { recordings } from "../../support/recordings.ts";

const recorded = recordings().flatMap(({ name, responseHeaders }) => {
  const headers = new Headers(responseHeaders);
  const at = Date.parse(headers.get("date") ?? "");
  const report = readQuota(headers, Number.isNaN(at) ? 0 : at);
  const told = Object.keys(responseHeaders).filter((header) => /-remaining/.test(header));
  return told.length === 0 && report === null ? [] : [{ name, responseHeaders, told, report }];
});

const skip = recorded.length === 0;

test.skipIf(skip)("every recorded count becomes a window with a share", () => {
  expect(recorded.length).toBeGreaterThan(25);
  for (const { name, responseHeaders, told, report } of recorded) {
    const counts = told.map((header) => Number(responseHeaders[header])).toSorted();
    const read = report?.windows.map(({ remaining }) => remaining).toSorted();
    expect<unknown>(read, name).toEqual(counts);
    for (const { used, limit, resetAt } of report?.windows ?? []) {
      expect(used, name).toBeGreaterThanOrEqual(0);
      expect(used, name).toBeLessThanOrEqual(1);
      expect(limit, name).toBeGreaterThan(0);
      expect(Number.isNaN(resetAt), name).toBe(false);
    }
  }
});
