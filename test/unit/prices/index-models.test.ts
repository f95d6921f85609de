// What could go wrong: a date or a prefix opens the door to a model that costs something else.
import { expect, test } from "bun:test";
import { buildIndex, findModel } from "../../../src/prices/index-models.ts";
import type { PricedModel } from "../../../src/prices/price-table.ts";

function line(id: string, more: Partial<PricedModel> = {}): PricedModel {
  return { id, input: 1, output: 2, ...more };
}

const index = buildIndex([
  line("old-20250101"),
  line("new-latest"),
  line("twice-20250101"),
  line("twice-20250601"),
  line("plain", { aliases: ["other-name"], prefixes: ["plain", "family"] }),
  line("family-mini"),
  line("gone", { deprecated: true }),
  line("Mixed-Case-4-5"),
]);

const names: [name: string, id: string | null][] = [
  ["old-20250101", "old-20250101"],
  ["old", "old-20250101"],
  ["old-latest", "old-20250101"],
  ["old-20250601", null],
  ["new", "new-latest"],
  ["new-20250601", null],
  ["twice", null],
  ["twice-latest", null],
  ["twice-20250601", "twice-20250601"],
  ["plain-20250601", "plain"],
  ["plain-preview-06.05", "plain"],
  ["plain-max", null],
  ["family", "plain"],
  ["family-exp", "plain"],
  ["family-mini", "family-mini"],
  ["family-mini-exp", null],
  ["family-huge", null],
  ["other-name", "plain"],
  ["other-name-preview", null],
  ["gone", "gone"],
  ["mixed-case-4.5", "Mixed-Case-4-5"],
];

test.each(names)("%s finds %p", (name, id) => {
  expect(findModel(index, name)?.id ?? null).toBe(id);
});

test("an alias never takes the name of another line", () => {
  const models = [line("first", { aliases: ["second"] }), line("second", { input: 9 })];
  expect(findModel(buildIndex(models), "second")?.input).toBe(9);
});

test("what is switched off is not offered", () => {
  expect(index.offered).not.toContain("gone");
  expect(index.offered).toContain("plain");
});
