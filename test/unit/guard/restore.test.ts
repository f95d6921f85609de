/** What could go wrong: a client reads a token instead of the original, or broken JSON in tool arguments. */
import { expect, test } from "bun:test";
import { createRestorer, restoreText } from "../../../src/guard/token/restore.ts";
import { longestToken } from "../../../src/guard/token/token-shape.ts";
import { createTenantTokens, createTokens } from "../../../src/guard/token/tokens.ts";
import { guardKey, maskOnce, mixedText, piecesOf } from "../../support/guard.ts";
import { seeded } from "../../support/sample-form.ts";

const tokens = createTokens(createTenantTokens(guardKey, "one"));
const secret = 'C:\\keys\n"quoted" é🙂';
const token = tokens.tokenFor("KEY", secret);

test("any text comes back from its masked form, whole and in any pieces", () => {
  const random = seeded(20261122);
  for (let turn = 0; turn < 3_000; turn++) {
    const text = mixedText(random);
    const masked = maskOnce(text);
    expect(restoreText(masked.text, masked.tokens.originalOf)).toBe(text);
    const restorer = createRestorer(masked.tokens.originalOf);
    let streamed = "";
    for (const piece of piecesOf(masked.text, random)) streamed += restorer.push(piece);
    expect(streamed + restorer.flush()).toBe(text);
  }
});

test("inside of JSON strings originals are escaped at their depth", () => {
  const inner = JSON.stringify({ command: `echo ${token} > f` });
  const restored = restoreText(inner, tokens.originalOf, 1);
  expect(JSON.parse(restored)).toEqual({ command: `echo ${secret} > f` });
  const outer = JSON.stringify({ arguments: inner });
  const parsed = JSON.parse(restoreText(outer, tokens.originalOf, 2));
  expect(JSON.parse(parsed.arguments)).toEqual({ command: `echo ${secret} > f` });
});

test("streamed tool arguments are whole JSON at every chunk size", () => {
  const json = JSON.stringify({ file_path: "/a", content: `k=${token}${token}\\n` });
  for (let size = 1; size <= 40; size++) {
    const restorer = createRestorer(tokens.originalOf, 1);
    let streamed = "";
    for (let at = 0; at < json.length; at += size)
      streamed += restorer.push(json.slice(at, at + size));
    expect(JSON.parse(streamed + restorer.flush()).content).toBe(`k=${secret}${secret}\\n`);
  }
});

test("nothing is held back but what could begin a token", () => {
  const restorer = createRestorer(tokens.originalOf);
  expect(restorer.push("a [ { _ C")).toBe("a [ { _ ");
  expect(restorer.push("lass CG_emails ")).toBe("Class CG_emails ");
  expect(restorer.push("CG_KEY_")).toBe("");
  expect(restorer.push("!")).toBe("CG_KEY_!");
  for (let cut = 0; cut < token.length; cut++) {
    expect(restorer.push(`x${token.slice(0, cut)}`)).toBe("x");
    expect(restorer.flush()).toBe(token.slice(0, cut));
  }
  const longest = "CG_PASSPORT_0123456789abc";
  expect(longest.length).toBe(longestToken - 1);
  expect(restorer.push(`CG_${longest}`)).toBe("CG_");
});

test("unknown tokens stay, and originals are not looked into again", () => {
  expect(restoreText("CG_EMAIL_0123456789abcd", tokens.originalOf)).toBe("CG_EMAIL_0123456789abcd");
  const nested = tokens.tokenFor("TOKEN", token);
  expect(restoreText(`<${nested}>`, tokens.originalOf)).toBe(`<${token}>`);
  const plain = "nothing in here";
  expect(restoreText(plain, tokens.originalOf)).toBe(plain);
});
