// Without this: a body that only looks like an earlier one is read as if it were that one.
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createKnownArrays, type KnownArrays } from "../../../src/read/known-arrays.ts";
import { scanObject } from "../../../src/read/scan-object.ts";
import { pick, seeded } from "../../support/sample-form.ts";

const names = new Set(["model", "messages", "tools", "stream"]);
const depth = 12;

function scan(bytes: Uint8Array, arrays: KnownArrays | null) {
  return scanObject(bytes, names, { depth, notes: arrays?.open(bytes) ?? null });
}

const filler = 'say \\"no\\" \\\\ and \\u00e9 é '.repeat(700);
const message = (text: string) => `{"role":"user","content":[{"type":"text","text":"${text}"}]}`;
const short = Array.from({ length: 40 }, (_, at) => message(`short ${at}`));
/** Long elements and short ones. */
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => [message(`${at} ${filler}`), ...short]).flat();
const write = (messages: readonly string[], after = "") =>
  `{"model":"m","tools":[1,[2,"]"],{"a":[]}],"messages":[${messages.join(",")}]${after}}`;

/** What is known of the messages of a body. */
function known(text: string, arrays: KnownArrays): string {
  const bytes = Buffer.from(text);
  const open = bytes.indexOf('"messages":[') + 11;
  return bytes.toString("utf8", open, arrays.open(bytes)?.endOfKnown(open) ?? open);
}

test("a body that goes on from an earlier one is read from there", () => {
  const arrays = createKnownArrays();
  const [before, after] = [
    write(many(20)),
    write([...many(20), message("more")], ',"stream":true'),
  ];
  scan(Buffer.from(before), arrays);
  const text = known(after, arrays);
  expect(text.length).toBeGreaterThan(before.length * 0.7);
  expect(text).toEndWith('"}]}');
  expect(scan(Buffer.from(after), arrays)).toEqual(scan(Buffer.from(after), null));
});

test("one that goes on in two ways is known in both, and a short one is not remembered", () => {
  const arrays = createKnownArrays();
  const ways = ["one", "other"].map((way) =>
    write([...many(8), ...Array(6).fill(message(way + filler))]),
  );
  for (const way of ways) scan(Buffer.from(way), arrays);
  for (const way of ways) expect(known(way, arrays).length).toBeGreaterThan(way.length * 0.7);
  const size = arrays.size();
  scan(Buffer.from(write(many(2))), arrays);
  expect(arrays.size()).toBe(size);
});

test("a body that was refused is not remembered", () => {
  const arrays = createKnownArrays();
  for (const text of [
    `${write(many(20))}x`,
    write(many(20)).slice(0, -1),
    write([...many(20), "!"]),
  ]) {
    expect(scan(Buffer.from(text), arrays).ok).toBe(false);
  }
  expect(arrays.size()).toBe(0);
});

test("a number that ends with a chunk may go on in the next body", () => {
  const arrays = createKnownArrays();
  const head = '{"model":"m","messages":[';
  const chunk = 2 * limits.chunkBytes;
  const strings = '"a",'.repeat(chunk / 4);
  const upTo = `${head}${strings.slice(0, chunk - head.length - 4 - ((chunk - head.length) % 4))}`;
  const begun = `${upTo}${"1".repeat(chunk - upTo.length)}`;
  const goOn = (rest: string) => Buffer.from(`${begun}${rest},${strings}"end"]}`);
  expect(scan(goOn(""), arrays).ok).toBe(true);
  expect(scan(goOn("23"), arrays)).toEqual(scan(goOn("23"), null));
  expect(scan(goOn("23"), null).ok).toBe(true);
});

test("short arrays are not remembered, however many there are", () => {
  const arrays = createKnownArrays();
  expect(scan(Buffer.from(`{${'"a":[1],'.repeat(100_000)}"b":[]}`), arrays).ok).toBe(true);
  expect(arrays.size()).toBeGreaterThan(0);
  expect(arrays.size()).toBeLessThan(2_000);
});

/** At a place that is likely to be the end of a chunk. */
function anyPlace(text: string, random: () => number): number {
  const chunks = Math.floor(text.length / limits.chunkBytes);
  const near = Math.ceil(random() * chunks) * limits.chunkBytes + Math.floor(random() * 9) - 4;
  return random() < 0.5 ? near : Math.floor(random() * text.length);
}

const snippets = [
  '"',
  "\\",
  '\\"',
  "]",
  "}",
  "[",
  ",",
  " ",
  '"}]},{"',
  "[".repeat(depth),
  "7",
  "é",
];

/** Nearly all of these are no JSON any more. */
function damage(text: string, random: () => number): string {
  const at = anyPlace(text, random);
  return pick(random, [
    () => text.slice(0, at) + pick(random, snippets) + text.slice(at),
    () => text.slice(0, at) + pick(random, snippets) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 3)),
    () => text.slice(0, at) + text.slice(anyPlace(text, random)),
  ])();
}

const ends = ["", ',"stream":false', ',"messages":[]', `,"messages":[${message(filler)}]`, " , \n"];

function edit(messages: readonly string[], random: () => number): readonly string[] {
  const at = Math.floor(random() * messages.length);
  if (messages.length === 0) return many(14);
  return pick(random, [
    () => [...messages, message("more")],
    () => [...messages, message(filler), " 12", ' [ "x" ] '],
    () => messages.with(at, message(`other ${filler}`)),
    () => messages.with(at, "[".repeat(depth) + "]".repeat(depth)),
    () => messages.toSpliced(at, 1),
    () => messages.slice(0, at + 1),
    () => [],
  ])();
}

test("any growth, edit or damage gives what a scan of the whole gives", () => {
  const random = seeded(7);
  for (let round = 0; round < 60; round++) {
    const arrays = createKnownArrays();
    let messages: readonly string[] = many(14 + Math.floor(random() * 5));
    for (let turn = 0; turn < 8; turn++) {
      // A character for every byte, so that places in the text are those of chunks.
      const whole = Buffer.from(write(messages, pick(random, ends))).toString("latin1");
      for (const text of [whole, damage(whole, random), whole]) {
        const bytes = Buffer.from(text, "latin1");
        expect(scan(bytes, arrays)).toEqual(scan(bytes, null));
      }
      messages = edit(messages, random);
    }
  }
});

test("what is remembered stays within its bytes, and the last one used stays longest", () => {
  const arrays = createKnownArrays();
  const first = write(many(12)).replace('"m"', '"m-000000"');
  const bytes = Buffer.from(first);
  for (let count = 0; count < 9_500; count++) {
    bytes.write(String(count).padStart(6, "0"), first.indexOf("000000"));
    scan(bytes.subarray(), arrays);
    if (count % 1_000 === 0) scan(Buffer.from(first), arrays);
  }
  expect(arrays.size()).toBeLessThanOrEqual(limits.knownArraysBytes);
  expect(arrays.size()).toBeGreaterThan(limits.knownArraysBytes / 2);
  expect(known(first, arrays)).not.toBe("");
  expect(known(first.replace("000000", "000001"), arrays)).toBe("");
});
