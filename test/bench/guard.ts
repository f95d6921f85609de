/**
 * How fast texts are masked and restored, what the worst texts cost, and the long round trips that
 * the suite runs a few of: `bun test/bench/guard.ts [file or folder of texts] [--fuzz N]`.
 */
import { Glob } from "bun";
import { statSync } from "node:fs";
import { join } from "node:path";
import { maskText } from "../../src/guard/mask.ts";
import { createRestorer, restoreText } from "../../src/guard/token/restore.ts";
import { createTenantTokens, createTokens } from "../../src/guard/token/tokens.ts";
import { allOn, guardKey, maskOnce, mixedText, piecesOf } from "../support/guard.ts";
import { hostileTexts } from "../support/hostile-texts.ts";
import { seeded } from "../support/sample-form.ts";

const tenant = createTenantTokens(guardKey, "bench");

async function textsOf(place: string): Promise<string[]> {
  if (!statSync(place).isDirectory()) {
    const lines = (await Bun.file(place).text()).trim().split("\n");
    return lines.map((line) => (place.endsWith(".jsonl") ? JSON.parse(line).text : line));
  }
  const paths = [...new Glob("**/*.{ts,js,json,md}").scanSync(place)].slice(0, 400);
  return Promise.all(paths.map((path) => Bun.file(join(place, path)).text()));
}

function speed(name: string, bytes: number, work: () => void): void {
  let best = Infinity;
  for (let turn = 0; turn < 12; turn++) {
    const begun = Bun.nanoseconds();
    work();
    best = Math.min(best, Bun.nanoseconds() - begun);
  }
  console.log(
    `${name}: ${((bytes / best) * 1_000).toFixed(0)} MB/s, ${(best / 1e6).toFixed(2)} ms`,
  );
}

function maskAndRestore(texts: readonly string[]): void {
  const tokens = createTokens(tenant);
  for (const text of texts) restoreText(maskText(text, allOn, tokens).text, tokens.originalOf);
}

function worst(length: number): void {
  const times = Object.entries(hostileTexts(length)).map(([name, text]) => {
    let best = Infinity;
    for (let turn = 0; turn < 5; turn++) {
      const begun = performance.now();
      maskOnce(text);
      best = Math.min(best, performance.now() - begun);
    }
    return { name, best };
  });
  const slowest = times.toSorted((one, two) => two.best - one.best).slice(0, 6);
  console.log(
    `${length} units:`,
    slowest.map(({ name, best }) => `${name} ${best.toFixed(1)} ms`).join(", "),
  );
}

function fuzz(cases: number): void {
  const random = seeded(99);
  let failures = 0;
  for (let turn = 0; turn < cases; turn++) {
    const text = mixedText(random);
    const masked = maskOnce(text);
    const restorer = createRestorer(masked.tokens.originalOf);
    let streamed = "";
    for (const piece of piecesOf(masked.text, random)) streamed += restorer.push(piece);
    streamed += restorer.flush();
    const isFixed = maskOnce(masked.text).text === masked.text;
    if (
      streamed !== text ||
      restoreText(masked.text, masked.tokens.originalOf) !== text ||
      !isFixed
    )
      failures++;
  }
  console.log(`${cases} random texts: ${failures} failures (whole, streamed, masked twice)`);
}

const [place = join(import.meta.dir, "../../src"), flag, count] = process.argv.slice(2);
const texts = await textsOf(place);
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
console.log(`${texts.length} texts, ${(bytes / 1e6).toFixed(2)} MB`);
const copies = Array.from({ length: Math.max(1, Math.round(4e6 / bytes)) }, () => texts).flat();
const copied = (bytes / texts.length) * copies.length;
speed("mask and restore, cold", copied, () => maskAndRestore(copies));
worst(100_000);
worst(1_000_000);
if (flag === "--fuzz") fuzz(Number(count));
