// A tier that is read wrongly sends requests to an account or a model that nobody meant.
import { expect, test } from "bun:test";
import { parseTier } from "../../../src/command/configs/parse-tier.ts";

const accounts = ["A", "A:b", "Work@home", "Same", "same:x", "Z=1"].map((name, index) => ({
  id: `${index}000-id`,
  name,
}));

const idOf = (name: string) => accounts.find((account) => account.name === name)?.id ?? "";

test("names with colons and at signs are found, the longest first", () => {
  const cases: readonly (readonly [string, string, string | null, number | undefined])[] = [
    ["opus=A", "A", null, undefined],
    ["OPUS = a ", "A", null, undefined],
    ["opus=A:b", "A:b", null, undefined],
    ["opus=A:c", "A", "c", undefined],
    ["opus=A:b:c", "A:b", "c", undefined],
    ["opus=a:B:c:free@-3", "A:b", "c:free", -3],
    ["opus=A@7", "A", null, 7],
    ["opus=A:claude@2025-01@7", "A", "claude@2025-01", 7],
    ["opus=Work@home", "Work@home", null, undefined],
    ["opus=Work@home@2", "Work@home", null, 2],
    ["opus=Same:x", "same:x", null, undefined],
    ["opus=Z=1:m=2", "Z=1", "m=2", undefined],
    ["opus=1000:m@1", "A:b", "m", 1],
    ["opus=0000-id", "A", null, undefined],
  ];
  for (const [text, name, targetModel, priority] of cases) {
    const parsed = parseTier(text, accounts);
    const value = { tier: "opus", account: idOf(name), targetModel, priority } as const;
    expect(parsed, text).toEqual({ ok: true, value });
  }
});

test("what fits nothing is refused with what would", () => {
  const cases = [
    ["opus", "TIER=ACCOUNT"],
    ["opus=", "no account"],
    ["sonet=A", "did you mean sonnet?"],
    ["opus=B:gpt", "There is no account called B. There are: A, A:b"],
    ["opus=:gpt", "no account"],
  ] as const;
  for (const [text, reason] of cases) {
    expect(parseTier(text, accounts), text).toMatchObject({
      ok: false,
      failure: expect.stringContaining(reason),
    });
  }
  const twins = [...accounts, { id: "9000-id", name: "A" }];
  expect(parseTier("opus=A:m", twins)).toMatchObject({
    failure: expect.stringContaining("0000-id, 9000-id"),
  });
});
