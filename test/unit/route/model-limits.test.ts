/**
 * What could go wrong: an output limit of somebody else's model cuts an answer, or a request goes
 * beyond its model's limit and is refused.
 */
import { expect, test } from "bun:test";
import { createModelLimits, modelLimitsSetting } from "../../../src/route/model-limits.ts";
import { emptySnapshot } from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const claude = accountOf({ provider: "anthropic" });

function limits(setting: string | null, table: readonly (readonly [string, number])[] = []) {
  const problems: string[] = [];
  const settings = new Map(setting === null ? [] : [[modelLimitsSetting, setting]]);
  const snapshot = { ...emptySnapshot(null), settings, maxOutputTokens: new Map(table) };
  const find = createModelLimits((problem) => problems.push(problem));
  find(snapshot);
  return { of: find(snapshot), problems };
}

test("the file of models knows, by all names of a model", () => {
  const { of } = limits(null);
  expect(of(claude, "claude-haiku-4-5")).toEqual({ output: 64_000, context: 200_000 });
  expect(of(claude, "claude-haiku-4-5-20251001").output).toBe(64_000);
  expect(of(claude, "claude-opus-4-6")).toEqual({ output: 128_000, context: 1_000_000 });
  expect(of(accountOf({ provider: "openai" }), "gpt-4.1").output).toBe(32_768);
  expect(of(claude, "claude-opus-99")).toEqual({ output: null, context: null });
  expect(of(accountOf({ provider: "nobody" }), "gpt-4.1")).toEqual({ output: null, context: null });
});

test("a server of the user's own may have anything under a known name", () => {
  const own = accountOf({ provider: "openai", baseUrl: "http://127.0.0.1:8000" });
  expect(limits(null).of(own, "gpt-4.1")).toEqual({ output: null, context: null });
  expect(limits(null, [["gpt-4.1", 9]]).of(own, "gpt-4.1").output).toBe(9);
});

test("the setting counts before the table, and the table before the file", () => {
  const table = [["claude-haiku-4-5", 1_000]] as const;
  expect(limits(null, table).of(claude, "claude-haiku-4-5").output).toBe(1_000);
  const setting = '{"claude-haiku-4-5": {"output": 2000, "context": 3000}, "m": 5}';
  const { of } = limits(setting, table);
  expect(of(claude, "claude-haiku-4-5")).toEqual({ output: 2_000, context: 3_000 });
  expect(of(claude, "m").output).toBe(5);
  const none = limits('{"claude-haiku-4-5": {"output": 0}}', table);
  expect(none.of(claude, "claude-haiku-4-5").output).toBeNull();
});

test.each(["{", "[]", '{"m": {"most": 1}}', '{"m": "8k"}', '{"m": {"output": -1}}'])(
  "%s is told once, and changes nothing",
  (setting) => {
    const { of, problems } = limits(setting);
    expect(problems).toEqual([expect.stringContaining(modelLimitsSetting)]);
    expect(of(claude, "claude-haiku-4-5").output).toBe(64_000);
  },
);
