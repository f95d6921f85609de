/** The guardrails with every detector on, and texts to try them on. */
import { detect } from "../../src/guard/detect/detect.ts";
import { maskText } from "../../src/guard/mask.ts";
import { readRules, type Rules } from "../../src/guard/rules/rules.ts";
import { createTenantTokens, createTokens, type Tokens } from "../../src/guard/token/tokens.ts";
import { pick, type Random } from "./sample-form.ts";

export const guardKey = new Uint8Array(32).fill(7);
export const allOn: Rules = readRules(new Map([["privacy_enabled", "true"]]));
const tenant = createTenantTokens(guardKey, "one");

export interface Masking {
  readonly text: string;
  readonly tokens: Tokens;
}

/** A text as one request would mask it, and what the request then knows. */
export function maskOnce(text: string, rules = allOn): Masking {
  const tokens = createTokens(tenant);
  return { text: maskText(text, rules, tokens).text, tokens };
}

/** Detector and value of all findings of a text. */
export function found(text: string, rules = allOn): string[] {
  return detect(text, rules).map(
    ({ detector, start, end }) => `${detector}: ${text.slice(start, end)}`,
  );
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export function randomWord(random: Random, length: number, alphabet = letters): string {
  return Array.from({ length }, () => pick(random, [...alphabet])).join("");
}

/** Something sensitive of a random kind. */
function sensitive(random: Random): string {
  const word = (length: number) => randomWord(random, length);
  return pick(random, [
    () => `${word(6)}.${word(5)}@${word(7)}.com`.toLowerCase(),
    () => `ghp_${word(36)}`,
    () => `password = "${word(9)}7!x"`,
    () => `postgres://app:${word(12)}@db.internal/x`,
    () => "Author: Margaret Hughes <m@corp.io>",
    () => "call me at +46 70 123 45 67",
    () => "4111 1111 1111 1111",
    () => "DE89 3704 0044 0532 0130 00",
    () => "ssn 146-64-3209",
    () => "from 84.17.33.9 port 22",
    () => "2936 Washington Road",
    () => "passport number: N6095487",
    () => `-----BEGIN PRIVATE KEY-----\n${word(64)}\n${word(40)}\n-----END PRIVATE KEY-----`,
    () => `AKIA${randomWord(random, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`,
  ])();
}

const between = [
  "",
  " ",
  "\n",
  "\\n",
  '"',
  "'",
  ", ",
  ": ",
  "=",
  "\t",
  "(",
  ")",
  "{",
  "}",
  "[",
  "CG_",
  "CG_EMAIL_",
  "_",
  "-",
  ".",
  "+",
  "@",
  "é",
  "🙂",
  "\ud800",
  "\u0000",
  "key=",
  "token: ",
  "const x = ",
  "Dear ",
  "\r\n+ ",
  "😀\u200d",
  "CG_EMAIL_0123456789abcd",
  "漢字",
];

/** Sensitive values, pieces of them and everything else next to each other. */
export function mixedText(random: Random): string {
  let text = "";
  for (let parts = 1 + Math.floor(random() * 8); parts > 0; parts--) {
    const value = sensitive(random);
    const isCut = random() < 0.2;
    text += isCut ? value.slice(0, Math.floor(random() * value.length)) : value;
    text += pick(random, between);
    if (random() < 0.4) text += randomWord(random, Math.floor(random() * 12));
    if (random() < 0.4) text += pick(random, between);
  }
  return text;
}

/** A text in random pieces, characters split in halves included. */
export function* piecesOf(text: string, random: Random): Generator<string> {
  for (let at = 0; at < text.length;) {
    const length = 1 + Math.floor(random() * random() * 40);
    yield text.slice(at, at + length);
    at += length;
  }
}
