// What could go wrong: the newest models cost nothing, or what somebody else says they cost.
import { expect, test } from "bun:test";
import { findPrice } from "../../../../src/prices/find-price.ts";
import type { ListedModel } from "../../../../src/prices/model-list.ts";
import listFile from "../../../../src/prices/models.json" with { type: "json" };
import { addNewer } from "../../../../src/prices/source/add-newer.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const providers: Readonly<Record<string, readonly ListedModel[]>> = listFile.providers;

test("models that the price package lacks have the prices of the list", () => {
  expect(findPrice("anthropic", "claude-haiku-5-5", now)).toMatchObject({
    input: 0.1,
    cacheWrite5m: 0.125,
    cacheWrite1h: 0.2,
    output: 0.5,
    tiers: [{ above: 100_000, input: 0.5, cacheWrite1h: 1, output: 2.5 }],
  });
  expect(findPrice("openai", "gpt-6.2-sol", now)).toMatchObject({ input: 2, output: 10 });
});

test("where both know a model they agree on its rates", () => {
  let compared = 0;
  for (const [provider, models] of Object.entries(providers)) {
    for (const { id, price } of models) {
      // Names that move from model to model are older in the package.
      const isMoving = id.endsWith("-latest");
      const found = price === undefined || isMoving ? null : findPrice(provider, id, now);
      if (price === undefined || found === null) continue;
      const { input, output, cacheRead } = found;
      expect({ id, input, output }).toEqual({ id, input: price.input, output: price.output });
      if (price.cacheRead !== undefined) expect(cacheRead).toBe(price.cacheRead);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(70);
});

test("what is known already stays, and names that move from model to model are left out", () => {
  const known = [{ id: "known-1-2", input: 1, output: 2 }];
  const price = { input: 9, output: 9 };
  const listed = ["known-1.2", "new-1", "flash-latest", "robotics-2", "new-embed"].map((id) => ({
    id,
    price,
  }));
  expect(addNewer("openai", known, [...listed, { id: "free-1" }])).toEqual([
    ...known,
    { id: "new-1", ...price },
  ]);
});
