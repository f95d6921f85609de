/** What could go wrong: a token that changes, collides, belongs to two tenants, or differs from the contract's cipher. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { labels } from "../../../src/guard/finding.ts";
import { createSealer } from "../../../src/guard/token/seal.ts";
import { findToken, longestToken } from "../../../src/guard/token/token-shape.ts";
import { createTenantTokens, createTokens } from "../../../src/guard/token/tokens.ts";
import { found, guardKey } from "../../support/guard.ts";

const vectorFile = join(import.meta.dir, "../../../../shared/contract/token-vectors.json");

interface Vectors {
  readonly key_hex: string;
  readonly tokens: readonly {
    readonly value: string;
    readonly domain: string;
    readonly token: string;
  }[];
}

test.skipIf(!existsSync(vectorFile))("the cipher gives the contract's bytes", () => {
  const vectors: Vectors = JSON.parse(readFileSync(vectorFile, "utf8"));
  const sealer = createSealer(Buffer.from(vectors.key_hex, "hex"));
  expect(vectors.tokens.length).toBeGreaterThan(10);
  for (const { value, domain, token } of vectors.tokens) {
    const sealed = sealer.seal(domain, Buffer.from(value));
    expect(Buffer.from(sealed).toString("base64url")).toBe(token);
    const opened = sealer.open(domain, sealed);
    expect(opened === null ? null : Buffer.from(opened).toString()).toBe(
      value === "" ? null : value,
    );
    expect(sealer.open(`${domain}x`, sealed)).toBeNull();
  }
});

test("tokens never change: conversations of yesterday hold them", () => {
  const tokens = createTenantTokens(guardKey, "one");
  expect([
    tokens.tokenFor("EMAIL", "alice@example.com"),
    tokens.tokenFor("KEY", "sk-ant-api03-abc"),
    tokens.tokenFor("PASSWORD", "påsswörd-日本語-🔑"),
    createTenantTokens(guardKey, "").tokenFor("EMAIL", "alice@example.com"),
  ]).toMatchInlineSnapshot(`
    [
      "CG_EMAIL_pcg1zpw48ef2z1",
      "CG_KEY_b2thw7fkje6fa8",
      "CG_PASSWORD_g5m3xd6kgy9fyx",
      "CG_EMAIL_hnxbfkjr2767vj",
    ]
  `);
});

test("a token is one word of at most 28 letters, digits and underscores, and nothing detects it", () => {
  const tokens = createTenantTokens(guardKey, "one");
  for (const label of [...Object.values(labels), "TOKEN" as const]) {
    const token = tokens.tokenFor(label, "anything");
    expect(token).toMatch(new RegExp(`^CG_${label}_[0-9a-z]{14}$`));
    expect(token.length).toBeLessThanOrEqual(Math.min(28, longestToken));
    for (const text of [
      token,
      `password=${token}`,
      `Author: ${token}`,
      `"token": "${token}"`,
      `https://u:${token}@h.io`,
    ]) {
      expect(found(text)).toEqual([]);
    }
  }
});

test("another tenant, another label, another value: another token", () => {
  const [one, two] = [createTenantTokens(guardKey, "one"), createTenantTokens(guardKey, "two")];
  const all = [
    one.tokenFor("EMAIL", "a@b.io"),
    two.tokenFor("EMAIL", "a@b.io"),
    one.tokenFor("NAME", "a@b.io").replace("NAME", "EMAIL"),
    one.tokenFor("EMAIL", "a@b.iо"),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(two.open("EMAIL", one.seal("EMAIL", "a@b.io"))).toBeNull();
  expect(one.open("EMAIL", one.seal("EMAIL", "a@b.io"))).toBe("a@b.io");
});

test("texts that are no valid Unicode keep apart and come back", () => {
  const tokens = createTokens(createTenantTokens(guardKey, "one"));
  const broken = ["a\ud800", "a\ud801", "a\ufffd"];
  const minted = broken.map((text) => tokens.tokenFor("KEY", text));
  expect(new Set(minted).size).toBe(3);
  expect(minted.map((token) => tokens.originalOf(token))).toEqual(broken);
  for (const text of broken) expect(tokens.open("KEY", tokens.seal("KEY", text))).toBe(text);
});

test("tokens end where they end, whatever stands next to them", () => {
  const token = createTenantTokens(guardKey, "one").tokenFor("EMAIL", "a@b.io");
  for (const text of [`${token}abc`, `xCG_${token}`, `CG_EMAIL_0123${token}`, `CG_AB${token}9_`]) {
    const place = findToken(text, 0);
    expect(place === null ? null : text.slice(place.start, place.end)).toBe(token);
  }
});
