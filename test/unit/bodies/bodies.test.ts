// What could go wrong: a body comes back with another byte than it had, what was kept cannot be
// read after a crash, or files grow beyond their budget.
import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { silentLogger } from "../../../src/base/logger.ts";
import { openBodies, type Bodies } from "../../../src/bodies/bodies.ts";
import type { BodyLimits } from "../../../src/bodies/read-limits.ts";
import type { KeptFacts } from "../../../src/bodies/kept-record.ts";
import { bodiesDirectory, deleteExpired, listSegments } from "../../../src/bodies/segment-files.ts";
import { keptTexts } from "../../support/kept-bodies.ts";

const key = new Uint8Array(32).fill(7);
const made: string[] = [];
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

const megabyte = 1_024 * 1_024;
const day = 24 * 60 * 60 * 1_000;

interface Shelf {
  readonly bodies: Bodies;
  readonly directory: string;
  now: number;
}

function openShelf(
  limits: BodyLimits = { bytes: 64 * megabyte, days: 30 },
  dataDirectory = mkdtempSync(join(tmpdir(), "codegate-bodies-")),
): Shelf {
  made.push(dataDirectory);
  const shelf = { now: 1_764_000_000_000, directory: bodiesDirectory(dataDirectory) };
  const clock = { now: () => shelf.now };
  const limitsOf = () => limits;
  const bodies = openBodies({
    dataDirectory,
    key: () => key,
    limitsOf,
    logger: silentLogger,
    clock,
  });
  return Object.assign(shelf, { bodies });
}

let ids = 0;
function facts(given: Partial<KeptFacts> = {}): KeptFacts {
  return {
    id: String(++ids).padStart(32, "0"),
    at: 1_764_000_000_000,
    tenantId: null,
    dialect: "anthropic-messages",
    model: "claude",
    routedModel: "claude",
    account: "a",
    status: 200,
    isStream: false,
    ...given,
  };
}

const bytes = (text: string) => Buffer.from(text);

function keep(shelf: Shelf, request: string, given: Partial<KeptFacts> = {}, conversation = "c") {
  const response = bytes(`answer to ${request.length}`);
  shelf.bodies.keep({ facts: facts(given), conversation, request: bytes(request), response });
}

const readAll = (directory: string, withKey = key) => keptTexts(dirname(directory), withKey);

const sizeOf = (directory: string) =>
  listSegments(directory).reduce((sum, { bytes: size }) => sum + size, 0);

test("bodies come back as they were, whatever they share with others", async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{"role":"user","content":[',
      '{"type":"text","text":"',
      '"}',
      "]},",
      ',"cache_control":{"type":"ephemeral"}',
    ),
    fc.string({ maxLength: 40 }),
    fc.integer({ min: 0, max: 5 }).map((seed) => `text ${seed} `.repeat(200)),
  );
  const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const turns = fc.array(fc.tuple(body, fc.constantFrom("a", "b")), {
    minLength: 1,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(turns, async (given) => {
      const shelf = openShelf();
      for (const [request, conversation] of given) keep(shelf, request, {}, conversation);
      await shelf.bodies.close();
      expect(readAll(shelf.directory).map(({ request }) => request)).toEqual(
        given.map(([request]) => request),
      );
    }),
    { numRuns: 40 },
  );
});

const turn = (number: number) =>
  `{"role":"user","content":"${crypto.randomUUID()} turn ${number} ${crypto.randomUUID().repeat(30)}"}`;

test("a turn that is added costs what it adds, in one conversation and in many", async () => {
  const shelf = openShelf();
  const opening = `{"tools":["${Array.from({ length: 16_000 }, () => crypto.randomUUID()).join()}"],"messages":[`;
  const conversations = Array.from({ length: 10 }, () => [turn(0)]);
  let raw = 0;
  for (let count = 1; count <= 40; count++) {
    for (const [name, turns] of conversations.entries()) {
      turns.push(turn(count));
      const request = `${opening}${turns.join()}]}`;
      raw += request.length;
      keep(shelf, request, {}, `conversation ${name}`);
    }
  }
  await shelf.bodies.close();
  expect(readAll(shelf.directory)).toHaveLength(400);
  const added = opening.length + 10 * 41 * turn(0).length;
  expect(raw).toBeGreaterThan(50 * added);
  // Hexadecimal digits shrink to about 0.6.
  expect(sizeOf(shelf.directory)).toBeLessThan(added * 0.7);
});

test("a cache breakpoint that moves on does not make old turns new", async () => {
  const shelf = openShelf();
  const mark = ',"cache_control":{"type":"ephemeral"}';
  const texts = Array.from({ length: 30 }, () => crypto.randomUUID().repeat(100));
  for (let count = 3; count <= 30; count++) {
    const messages = texts.slice(0, count).map((text, place) => {
      const marked = place === count - 3 || place === count - 1 ? mark : "";
      return `{"role":"user","content":[{"type":"text","text":"${text}"${marked}}]}`;
    });
    keep(shelf, `{"messages":[${messages.join()}],"system":"${"s".repeat(9_000)}"}`);
  }
  await shelf.bodies.close();
  const added = texts.join("").length;
  const plain = readAll(shelf.directory);
  expect(plain).toHaveLength(28);
  // Hexadecimal digits shrink to about 0.6; kept twice they would be beyond that.
  expect(sizeOf(shelf.directory)).toBeLessThan(added * 0.8);
});

const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32_000))).toString("base64");

test("files stay within the budget, and failures outlive successes", async () => {
  const budget = { bytes: 64 * megabyte, days: 30 };
  const shelf = openShelf(budget);
  const failed = noise();
  keep(shelf, failed, { status: 502 });
  let most = 0;
  for (let count = 0; count < 4_000; count++) {
    shelf.now += 1_000;
    keep(shelf, noise(), { at: shelf.now });
    if (count % 100 !== 0) continue;
    await Bun.sleep(5);
    most = Math.max(most, sizeOf(shelf.directory));
  }
  await shelf.bodies.close();
  most = Math.max(most, sizeOf(shelf.directory));
  expect(most).toBeLessThanOrEqual(budget.bytes);
  expect(most).toBeGreaterThan(budget.bytes / 3);
  const { kept, dropped } = shelf.bodies.counts();
  expect(kept + dropped).toBe(4_001);
  const left = readAll(shelf.directory);
  expect(left.some(({ request }) => request === failed)).toBe(true);
  expect(left.length).toBeLessThan(kept);
});

test("two processes that write to one folder stay within one budget", async () => {
  const budget = { bytes: 64 * megabyte, days: 30 };
  const first = openShelf(budget);
  const second = openShelf(budget, dirname(first.directory));
  let most = 0;
  for (let count = 0; count < 4_000; count++) {
    keep(count % 2 === 0 ? first : second, noise());
    if (count % 50 !== 0) continue;
    await Bun.sleep(5);
    most = Math.max(most, sizeOf(first.directory));
  }
  await Promise.all([first.bodies.close(), second.bodies.close()]);
  most = Math.max(most, sizeOf(first.directory));
  expect(most).toBeLessThanOrEqual(budget.bytes);
  expect(readAll(first.directory).length).toBeGreaterThan(100);
});

test("what is too old goes", async () => {
  const shelf = openShelf({ bytes: 64 * megabyte, days: 2 });
  keep(shelf, "old");
  await shelf.bodies.close();
  const [old] = listSegments(shelf.directory);
  const later = openShelf({ bytes: 64 * megabyte, days: 2 });
  await later.bodies.close();
  expect(old).toBeDefined();
  expect(deleteExpired(shelf.directory, 2, Date.now() + day)).toBe(0);
  expect(deleteExpired(shelf.directory, 2, Date.now() + 2 * day + 1_000)).toBe(1);
});

test("a file that was cut off, or has strangers' bytes at its end, is read up to there", async () => {
  const shelf = openShelf();
  keep(shelf, "first");
  while (shelf.bodies.counts().kept === 0) await Bun.sleep(20);
  keep(shelf, "second");
  await shelf.bodies.close();
  const [file] = listSegments(shelf.directory);
  const path = file?.path ?? "";
  const whole = readFileSync(path);
  truncateSync(path, whole.length - 3);
  expect(readAll(shelf.directory).map(({ request }) => request)).toEqual(["first"]);
  writeFileSync(path, whole);
  appendFileSync(path, crypto.getRandomValues(new Uint8Array(500)));
  expect(readAll(shelf.directory).map(({ request }) => request)).toEqual(["first", "second"]);
});

test("on disk there are no words of a conversation, and another key opens nothing", async () => {
  const shelf = openShelf();
  keep(shelf, "my own words, not compressible: 8f3a");
  await shelf.bodies.close();
  const [file] = listSegments(shelf.directory);
  expect(readFileSync(file?.path ?? "").includes("my own words")).toBe(false);
  expect(statSync(file?.path ?? "").mode & 0o777).toBe(0o600);
  expect(() => readAll(shelf.directory, new Uint8Array(32))).toThrow("key has changed");
});

test("what cannot be written is counted, and nobody hears an error", async () => {
  const shelf = openShelf();
  writeFileSync(shelf.directory, "a file in the way");
  keep(shelf, "nowhere");
  await shelf.bodies.close();
  expect(shelf.bodies.counts()).toMatchObject({ kept: 0, waitingBytes: 0 });
  expect(shelf.bodies.counts().dropped).toBeGreaterThan(0);
});

test("what comes faster than it can be written is dropped and counted, not queued for ever", async () => {
  const shelf = openShelf({ bytes: 1_024 * megabyte, days: 30 });
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(3 * megabyte)));
  const text = random.toString("base64");
  for (let count = 0; count < 20; count++)
    keep(shelf, `${count}${text.slice(count)}${count}`, {}, `${count}`);
  expect(shelf.bodies.counts().waitingBytes).toBeLessThanOrEqual(40 * megabyte);
  expect(shelf.bodies.counts().dropped).toBeGreaterThan(0);
  await shelf.bodies.close();
  expect(shelf.bodies.counts().waitingBytes).toBe(0);
});
