/**
 * Without this: what real clients and providers send is masked or restored otherwise than what the
 * tests make up. Recorded requests and streams, with secrets or tokens planted in them.
 */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../src/base/dialect.ts";
import { escapeText } from "../../src/guard/escape-text.ts";
import { restoreBody } from "../../src/guard/restore/restore-body.ts";
import { findLeaves } from "../../src/guard/walk/find-leaves.ts";
import { maskRequest } from "../../src/guard/walk/mask-request.ts";
import { rootShape } from "../../src/guard/walk/shape.ts";
import { applySplices } from "../../src/read/splice.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  restorerOf,
  tokenFor,
} from "../support/guard-walk.ts";
import { restoreChunks, textsOf } from "../support/guard-streams.ts";
import { clientRequests, recordings, type RecordingFamily } from "../support/recordings.ts";

const secret = "<<planted>>";
const token = tokenFor(secret);

function dialectOf(body: Readonly<Record<string, unknown>>, target: string): Dialect {
  if (target.includes("/messages")) return "anthropic-messages";
  return "input" in body ? "openai-responses" : "openai-chat";
}

test("requests of real clients: every leaf is masked, and nothing else changes", () => {
  let leaves = 0;
  for (const { body, target } of clientRequests()) {
    if (body === null) continue;
    const dialect = dialectOf(body, target);
    const bytes = Buffer.from(JSON.stringify(body));
    const found = findLeaves(bytes, 0, rootShape(dialect), { kind: "mask" });
    // Inside of JSON strings a text would end the JSON: they are planted in their first string.
    const places = found.filter(({ kind }) => kind === "text").map(({ start }) => start);
    leaves += places.length;
    const plant = (text: string) =>
      applySplices(
        bytes,
        places.map((start) => ({ start, end: start, text })),
      );
    const scope = makeMemory().open(conversation("test"));
    const { masker } = makeGuard({ pattern: /<<planted>>/g });
    const masked = maskRequest({ bytes: plant(secret), dialect, masker, scope });
    expect(Buffer.from(masked.bytes).equals(plant(token))).toBe(true);
    expect(masked.findings).toHaveLength(places.length);
    expect(maskRequest({ bytes, dialect, masker, scope }).bytes).toBe(bytes);
  }
  console.log(`${leaves} leaves of recorded requests`);
});

const families: Readonly<Record<RecordingFamily, Dialect>> = {
  anthropic: "anthropic-messages",
  "anthropic-count": "anthropic-messages",
  "openai-chat": "openai-chat",
  "openai-compatible": "openai-chat",
  "openai-responses": "openai-responses",
};
const original = 'a "b"\n\\';
const tools = {
  restorer: restorerOf(new Map([[token, original]])),
  isRemoteTool: () => false,
};
const forms = [2, 1].map((depth) => escapeText(original, depth));
/** Where a piece of text begins in an event: the token is put before it. */
const pieceStart: Readonly<Record<Dialect, RegExp>> = {
  "anthropic-messages":
    /("type":\s?"(?:text_delta|input_json_delta)",\s?"(?:text|partial_json)":\s?")/g,
  "openai-chat":
    /("delta":\s?\{(?:"role":\s?"assistant",\s?)?"content":\s?"|"function":\s?\{"arguments":\s?")/g,
  "openai-responses": /("delta":\s?")/g,
};

/** Streams in which a piece ends like a token begins: its last letters come with the next piece. */
const endsLikeMarker = /CG?"/;

const undo = (text: string) => forms.reduce((whole, form) => whole.replaceAll(form, token), text);

describe("answers of real providers", () => {
  const all = recordings().map((recording) => ({
    ...recording,
    dialect: families[recording.family],
  }));
  const streams = all.filter(({ stream }) => stream);

  test("without tokens whole ones are the very same array", () => {
    for (const { dialect, response } of all.filter(({ stream }) => !stream)) {
      expect(restoreBody(response, dialect, tools)).toBe(response);
    }
  });

  test.each([1_000, 17, 1])("without tokens streams pass as they are, in pieces of %d", (size) => {
    for (const { dialect, response } of streams) {
      if (response.length / size > 50_000) continue;
      const count = Math.ceil(response.length / size);
      const chunks = Array.from({ length: count }, (_, index) =>
        response.subarray(index * size, (index + 1) * size),
      );
      const restored = Buffer.from(restoreChunks(dialect, chunks, tools));
      if (!endsLikeMarker.test(Buffer.from(response).toString())) {
        expect(restored.equals(response)).toBe(true);
      }
      expect(textsOf(dialect, restored)).toEqual(textsOf(dialect, response));
    }
  });

  test("tokens before each piece of text are restored, and all else stays", () => {
    let planted = 0;
    let left = 0;
    for (const { dialect, response } of streams) {
      const text = Buffer.from(response).toString().replace(pieceStart[dialect], `$1${token}`);
      const bytes = restoreChunks(dialect, [Buffer.from(text)], tools);
      const restored = Buffer.from(bytes).toString();
      if (!endsLikeMarker.test(text)) expect(undo(restored)).toBe(undo(text));
      const texts = (from: Uint8Array) =>
        Object.values(textsOf(dialect, from)).join("\n").replaceAll(original, token);
      expect(undo(texts(bytes))).toBe(undo(texts(Buffer.from(text))));
      planted += text.split(token).length - 1;
      for (const line of restored.split("\n").filter((each) => each.includes(token))) {
        expect(line).toContain("input_json_delta");
        expect(text).toMatch(/"(?:server|mcp)_tool_use"/);
        left++;
      }
    }
    console.log(`${planted} tokens planted in recorded streams, ${left} kept for remote tools`);
    expect(left).toBeLessThanOrEqual(planted);
  });
});
