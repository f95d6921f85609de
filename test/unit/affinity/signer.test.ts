// What could go wrong: thinking goes to an account that cannot read it, and the provider refuses the
// turn; or it is thrown away although the next account could.
import { expect, test } from "bun:test";
import { parseBinding } from "../../../src/affinity/binding.ts";
import { createBindings } from "../../../src/affinity/bindings.ts";
import { createOrganizations } from "../../../src/affinity/organizations.ts";
import { canRead, type Signer } from "../../../src/affinity/signer.ts";

const signer = (accountId: string, organization: string | null, family: string | null): Signer => ({
  accountId,
  organization,
  family,
});

test.each([
  ["itself", signer("a", "o", "opus"), signer("a", "o", "opus"), true],
  ["another account of its organization", signer("b", "o", "opus"), signer("a", "o", "opus"), true],
  ["another organization", signer("b", "p", "opus"), signer("a", "o", "opus"), false],
  ["nobody knows whose", signer("b", null, "opus"), signer("a", null, "opus"), false],
  ["a signer of an unknown owner", signer("b", "o", "opus"), signer("a", null, "opus"), false],
  ["another family on its own account", signer("a", "o", "haiku"), signer("a", "o", "opus"), false],
  ["what was saved before families were", signer("a", "o", "opus"), signer("a", null, null), true],
] as const)("%s: %p reads %p: %p", (_, reader, by, expected) => {
  expect(canRead(reader, by)).toBe(expected);
});

test("bindings of an earlier version knew the account alone", () => {
  const bindings = createBindings({ now: () => 1, save: () => undefined, load: () => [] });
  const key = {
    id: "c",
    callerId: "local",
    source: "session-header",
    needsState: false,
    session: "s",
  } as const;
  const binding = bindings.bind(key, "a", "first");
  const parsed = (thinkingBy: unknown) =>
    parseBinding(JSON.stringify({ ...binding, thinkingBy }))?.thinkingBy;
  const now = signer("b", "o", "opus");
  expect(parsed(["a", now, 7, null, { accountId: 3 }])).toEqual([signer("a", null, null), now]);
});

function says(id: string): Headers {
  return new Headers({ "anthropic-organization-id": id });
}

test("who owns an account is learnt from its answers, told apart by provider, and saved", () => {
  const saved: { key: string; value: string }[] = [];
  const make = () =>
    createOrganizations({
      now: () => 0,
      save: (key, value) => void saved.push({ key, value }),
      load: () => saved,
    });
  const organizations = make();
  organizations.note({ id: "a", provider: "anthropic" }, says("o"));
  organizations.note({ id: "a", provider: "anthropic" }, says("o"));
  organizations.note({ id: "b", provider: "anthropic" }, says("o"));
  organizations.note({ id: "c", provider: "custom" }, says("o"));
  organizations.note({ id: "d", provider: "anthropic" }, new Headers());
  organizations.note({ id: "e", provider: "anthropic" }, says("x".repeat(1_000)));
  expect(saved).toHaveLength(3);
  for (const each of [organizations, make()]) {
    expect(each.of("a")).not.toBeNull();
    expect(each.of("b")).toBe(each.of("a"));
    expect(each.of("c")).not.toBe(each.of("a"));
    expect([each.of("d"), each.of("e")]).toEqual([null, null]);
  }
});
