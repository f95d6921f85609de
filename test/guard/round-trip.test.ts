/**
 * Without this: some text, spelling or cut does not come back as it was. Requests and answers of
 * all dialects with secrets in them: masked, then restored whole and as streams, must be the same.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Dialect } from "../../src/base/dialect.ts";
import { parseRemoteTools } from "../../src/guard/restore/remote-tools.ts";
import { restoreBody } from "../../src/guard/restore/restore-body.ts";
import { maskRequest } from "../../src/guard/walk/mask-request.ts";
import { anthropicEvents, anthropicMessage } from "../support/anthropic-events.ts";
import { chatCompletion, chatEvents } from "../support/chat-events.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  tokenFor,
  type Guard,
} from "../support/guard-walk.ts";
import { restoreChunks, textsOf } from "../support/guard-streams.ts";
import type { Part } from "../support/parts.ts";
import { responsesEvents, responsesResponse } from "../support/responses-events.ts";

/** Cases of each property. Many more by hand: `ROUND_TRIPS=50000 bun test --timeout 900000 …`. */
const numRuns = Number(process.env["ROUND_TRIPS"] ?? 150);

const dialect = fc.constantFrom<Dialect[]>("anthropic-messages", "openai-chat", "openai-responses");
const events = {
  "anthropic-messages": anthropicEvents,
  "openai-chat": chatEvents,
  "openai-responses": responsesEvents,
} as const;
const answers = {
  "anthropic-messages": anthropicMessage,
  "openai-chat": chatCompletion,
  "openai-responses": responsesResponse,
} as const;
const toolsOf = ({ restorer }: Guard) => ({ restorer, isRemoteTool: parseRemoteTools("") });

/** Anything but the brackets of a secret, with much that has to be escaped. */
const character = fc.oneof(
  fc.constantFrom(
    "C",
    "G",
    "_",
    "CG_",
    "CG_MARK_",
    '"',
    "\\",
    "\n",
    "\u0001",
    "é",
    "日",
    "😀",
    "\\u0043",
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).filter((one) => !/[<>]/.test(one)),
);
const plain = fc.array(character, { maxLength: 6 }).map((list) => list.join(""));
const secret = plain.map((inner) => `<<${inner}>>`);
const text = fc.array(fc.oneof(plain, secret), { maxLength: 5 }).map((list) => list.join(""));
const input = fc.dictionary(fc.oneof(plain, secret), fc.oneof(text, fc.array(text), fc.double()));

/** Writes letters of a JSON text's strings as escapes here and there: the same JSON. */
function respell(json: string, choices: readonly boolean[]): string {
  let place = 0;
  const escape = (letter: string): string => {
    if (letter.length > 1 || choices[place++ % choices.length] === false) return letter;
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  };
  return json.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (found, colon?: string) =>
    colon === undefined ? found.replace(/\\.|[<>a-z日é]/gu, escape) : found,
  );
}

const request = fc.record({
  dialect,
  parts: fc.array(fc.oneof(fc.record({ text }), fc.record({ tool: fc.constant("write"), input }))),
  indent: fc.constantFrom(undefined, 1),
  respelled: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});

test("what is masked and restored is what it was, byte for byte where nothing was found", () => {
  fc.assert(
    fc.property(request, ({ dialect: name, parts, indent, respelled }) => {
      // An answer is a request's message and the other way round: the same places hold text.
      const body = answers[name](parts as Part[]);
      const written = respell(JSON.stringify(body, null, indent), respelled);
      const bytes = Buffer.from(written);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(body)));
      const guard = makeGuard();
      const scope = makeMemory().open(conversation("test"));
      const masked = maskRequest({ bytes, dialect: name, masker: guard.masker, scope });
      const sent = Buffer.from(masked.bytes).toString();
      expect(sent.replace(/\\u[0-9a-f]{4}/g, "")).not.toContain("<<");
      JSON.parse(sent);
      const restored = restoreBody(masked.bytes, name, toolsOf(guard));
      expect(JSON.parse(Buffer.from(restored).toString())).toEqual(JSON.parse(written));
      if (masked.findings.length === 0) expect(masked.bytes).toBe(bytes);
    }),
    { numRuns },
  );
});

/** A text cut into pieces of the given lengths, again and again. */
function cut(whole: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  const letters = [...whole];
  for (let place = 0; letters.length > 0; place++) {
    pieces.push(letters.splice(0, lengths[place % lengths.length] ?? 1).join(""));
  }
  return pieces;
}

const stream = fc.record({
  dialect,
  texts: fc.array(fc.oneof(fc.record({ text }), fc.record({ input })), { maxLength: 4 }),
  lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
  crLf: fc.boolean(),
  /** Where the bytes are cut, as shares of the whole. */
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
});

type Stream = typeof stream extends fc.Arbitrary<infer Value> ? Value : never;

/** The parts of an answer, each text in the pieces that `send` makes of it. */
function partsOf({ texts }: Stream, send: (whole: string, isJson: boolean) => string[]): Part[] {
  return texts.map((part) =>
    "text" in part
      ? { text: send(part.text, false) }
      : { tool: "write", input: send(JSON.stringify(part.input), true) },
  );
}

function maskText(guard: Guard, whole: string, isJson: boolean): string {
  return whole.replace(/<<[^<>]*>>/g, (found) => {
    const original = isJson ? (JSON.parse(`"${found}"`) as string) : found;
    guard.masker.remember(tokenFor(original), original);
    return tokenFor(original);
  });
}

function cutBytes(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const places = shares.map((share) => Math.round(share * bytes.length)).toSorted((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

const filled = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ""));

test("streams come back as they were meant, at any cut of texts and of bytes", () => {
  fc.assert(
    fc.property(stream, (given) => {
      const { dialect: name, lengths, crLf, cuts } = given;
      const guard = makeGuard();
      const send = (whole: string, isJson: boolean) => cut(maskText(guard, whole, isJson), lengths);
      const sent = events[name](partsOf(given, send)).join("");
      const meant = events[name](partsOf(given, (whole) => cut(whole, [7]))).join("");
      const bytes = Buffer.from(crLf ? sent.replaceAll("\n", "\r\n") : sent);
      const whole = restoreChunks(name, [bytes], toolsOf(guard));
      expect(filled(textsOf(name, whole))).toEqual(filled(textsOf(name, Buffer.from(meant))));
      expect(restoreChunks(name, cutBytes(bytes, cuts), toolsOf(guard))).toEqual(whole);
    }),
    { numRuns },
  );
});
