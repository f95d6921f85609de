/** Without this: one request or one answer can stop the gateway for all others. */
import { describe, expect, test } from "bun:test";
import { limits } from "../../src/base/limits.ts";
import { createStreamRestorer } from "../../src/guard/restore/restore-stream.ts";
import { restoreBody } from "../../src/guard/restore/restore-body.ts";
import { maskRequest } from "../../src/guard/walk/mask-request.ts";
import { scanObject } from "../../src/read/scan-object.ts";
import {
  conversation,
  makeGuard,
  makeMemory,
  restorerOf,
  tokenFor,
} from "../support/guard-walk.ts";

const tools = { restorer: restorerOf(new Map()), isRemoteTool: () => false };
const nest = (open: string, close: string, depth: number) =>
  open.repeat(depth) + '"<<one>>"' + close.repeat(depth);

/** Bodies that grow with `size`, bytes or so. */
const bodies: Readonly<Record<string, (size: number) => string>> = {
  "nested content": () => `{"messages":${nest('[{"content":', "}]", 200)}}`,
  "nested blocks, types last": () =>
    `{"messages":${nest('{"content":', ',"type":"thinking"}', 400)}}`,
  "backslashes in arguments": (size) =>
    `{"messages":[{"function_call":{"arguments":"${"\\\\".repeat(size / 2)}"}}]}`,
  "brackets in arguments": (size) =>
    `{"messages":[{"function_call":{"arguments":"${"[".repeat(size)}"}}]}`,
  "many arguments in arguments": (size) =>
    `{"messages":[{"function_call":{"arguments":"[${'\\"<<a>>\\",'.repeat(size / 12)}1]"}}]}`,
  "escapes around finds": (size) => `{"system":"${"\\u00e9<<a>>".repeat(size / 11)}"}`,
  "characters of two units": (size) => `{"system":"${"😀<<a>>".repeat(size / 9)}"}`,
  "replacement characters": (size) => `{"system":"${"\ufffd".repeat(size / 3)}"}`,
  "one long name": (size) => `{"${"a".repeat(size)}":"<<a>>"}`,
  "many names": (size) => `{"metadata":{${'"k<<a>>":"v",'.repeat(size / 13)}"z":1}}`,
  "tiny messages": (size) => `{"messages":[${'{"content":"<<a>>"},'.repeat(size / 20)}{}]}`,
};

/** Processor time, milliseconds: other tests beside this one do not count. */
function timeOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe.each(Object.entries(bodies))("%s", (_, build) => {
  const time = (size: number) => {
    const bytes = Buffer.from(build(size));
    expect(scanObject(bytes, new Set(), { depth: limits.jsonDepth }).ok).toBe(true);
    const scope = makeMemory(50_000_000).open(conversation("a"));
    const { masker } = makeGuard();
    return timeOf(() => maskRequest({ bytes, dialect: "openai-chat", masker, scope }));
  };

  test("is masked in linear time", () => {
    time(10_000);
    // Ten times as much: quadratic work would take a hundred times as long, and seconds.
    expect(time(1_000_000)).toBeLessThan(1_500);
  });

  test("is restored without harm", () => {
    const bytes = Buffer.from(build(300_000).replaceAll("<<a>>", tokenFor("x")));
    expect(timeOf(() => restoreBody(bytes, "openai-chat", tools))).toBeLessThan(1_500);
  });
});

const delta = (text: string) =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}\n\n`;

describe("streams", () => {
  test.each([
    ["pieces that keep looking like a beginning", delta("C").repeat(5_000)],
    ["one event of beginnings", delta("CG_MARK_".repeat(50_000))],
    ["tokens that nobody knows", delta(tokenFor("x")).repeat(3_000)],
    ["no event at all", "data: ".repeat(100_000)],
    ["empty lines", "\n".repeat(300_000)],
    ["data in lines", `${'data: "CG_\n'.repeat(30_000)}\n`],
    ["deep data", `data: ${'{"delta":'.repeat(100_000)}"CG_"\n\n`],
  ])("%s", (_, text) => {
    const bytes = Buffer.from(text);
    const run = () => {
      const restorer = createStreamRestorer("anthropic-messages", tools);
      for (let at = 0; at < bytes.length; at += 1_000)
        restorer.feed(bytes.subarray(at, at + 1_000));
      restorer.end();
    };
    expect(timeOf(run)).toBeLessThan(1_500);
  });
});
