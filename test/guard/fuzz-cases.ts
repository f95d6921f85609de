/** What must hold of every text: it comes back whole, in pieces, and out of what a model makes of it. */
import { detect } from "../../src/guard/detect/detect.ts";
import { maskText } from "../../src/guard/mask.ts";
import { readRules } from "../../src/guard/rules/rules.ts";
import { createRestorer, restoreText } from "../../src/guard/token/restore.ts";
import { createTenantTokens, createTokens, type Tokens } from "../../src/guard/token/tokens.ts";
import { cutAnywhere, fuzzSource, fuzzText, replyForms } from "./held-out/make-fuzz.ts";
import { makeSets } from "./held-out/make-sets.ts";
import { createChance, type Chance } from "./held-out/random.ts";

const rules = readRules(new Map([["privacy_enabled", "true"]]));
const tenant = createTenantTokens(new Uint8Array(32).fill(7), "");
/** Tokens of earlier cases that later ones hold literally. */
const mostLiterals = 300;

export interface FuzzOutcome {
  readonly cases: number;
  readonly tokens: number;
  readonly failures: readonly string[];
}

export function runFuzz(seed: number, count: number): FuzzOutcome {
  const chance = createChance(seed);
  const source = fuzzSource(makeSets(seed, 2));
  const literals: string[] = [];
  const failures: string[] = [];
  let minted = 0;
  for (let index = 0; index < count; index++) {
    const text = fuzzText(chance, source, literals);
    const tokens = createTokens(tenant);
    for (const wrong of check(chance, text, tokens))
      failures.push(`${wrong}: ${JSON.stringify(text)}`);
    for (const [token] of tokens.minted()) {
      minted++;
      if (literals.length < mostLiterals) literals.push(token);
    }
  }
  return { cases: count, tokens: minted, failures };
}

/** What does not hold of the text. */
function check(chance: Chance, text: string, tokens: Tokens): string[] {
  const masked = maskText(text, rules, tokens).text;
  const back = (given: string) => restoreText(given, tokens.originalOf);
  const wrong: string[] = [];
  if (back(masked) !== text) wrong.push("whole");
  if (streamed(chance, masked, tokens, 0) !== text) wrong.push("streamed");
  if (detect(masked, rules).length > 0) wrong.push("found again");
  if (isJson(text) && !isJson(masked)) wrong.push("no JSON any more");
  for (const [token, original] of tokens.minted()) {
    const form = chance.pick(replyForms);
    if (back(form(token)) !== form(original)) wrong.push("reply");
    if (streamed(chance, form(token), tokens, 0) !== form(original)) wrong.push("streamed reply");
    const json = streamed(chance, JSON.stringify({ path: form(token) }), tokens, 1);
    if (json !== JSON.stringify({ path: form(original) })) wrong.push("arguments");
  }
  return wrong;
}

function streamed(chance: Chance, text: string, tokens: Tokens, depth: 0 | 1): string {
  const restorer = createRestorer(tokens.originalOf, depth);
  const pieces = cutAnywhere(chance, text).map((piece) => restorer.push(piece));
  return pieces.join("") + restorer.flush();
}

/** Objects, lists and strings; a bare number is no longer one when it is masked. */
function isJson(text: string): boolean {
  if (!/^[{["]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
