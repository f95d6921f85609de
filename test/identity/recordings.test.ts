// One changed byte of a real answer can void a signature, a prompt cache or a client's parser.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { CutMode } from "../support/cut.ts";
import { type Recording, recordings } from "../support/recordings.ts";
import { type Reply, bytes } from "../support/reply.ts";
import { type Line, operationOf, plainBody, startLine } from "./exchange.ts";
import { differenceOf, expectBytes, withoutUsageEvent } from "./expect-bytes.ts";

/** Longest stream that is sent byte by byte, bytes. */
const byteByByteBytes = 20_000;

const all = recordings();
let shared: Line;

beforeAll(async () => {
  shared = await startLine();
});
afterAll(() => shared.stop());

/** Headers of the recorded connection, which this one has of its own. */
const framing = /^(?:content-length|content-encoding|transfer-encoding|connection|date)$/i;

/** Headers that clients read, and that have to arrive. */
const wanted =
  /^(?:content-type|request-id|x-request-id|retry-after|anthropic-.*|openai-.*|x-ratelimit-.*)$/i;

function replyOf(recording: Recording, cut: CutMode): Reply {
  const type = recording.stream ? "text/event-stream" : "application/json";
  const kept = Object.entries(recording.responseHeaders).filter(([name]) => !framing.test(name));
  const headers = { "content-type": type, ...Object.fromEntries(kept) };
  return bytes(recording.response, {
    status: recording.status,
    headers,
    framing: "chunked",
    pieceBytes: cut,
  });
}

function requestOf(recording: Recording): Uint8Array | string {
  return recording.request ?? plainBody(operationOf(recording), recording.stream);
}

function expectRequest(original: Uint8Array, sent: Uint8Array, mutations: readonly string[]): void {
  if (mutations.length === 0) return expectBytes(sent, original);
  expect(mutations).toEqual(["stream_options.include_usage", "response.usage_chunk"]);
  const { before, after } = differenceOf(original, sent);
  expect(before.length).toBeLessThan("false".length + 1);
  expect(after).toContain("true");
  const parsed = [original, sent].map((text) => JSON.parse(Buffer.from(text).toString()));
  expect(parsed[1]).toEqual({
    ...parsed[0],
    stream_options: { ...parsed[0].stream_options, include_usage: true },
  });
}

/** An account that has failed rests, and would not be asked for the next recording. */
function isFailure({ status, response }: Recording): boolean {
  return status !== 200 || /"error" ?: ?[{"]/.test(Buffer.from(response).toString());
}

async function expectOnItsOwn(recording: Recording, cut: CutMode): Promise<void> {
  const own = await startLine();
  try {
    await expectIdentity(own, recording, cut);
  } finally {
    await own.stop();
  }
}

async function expectIdentity(line: Line, recording: Recording, cut: CutMode): Promise<void> {
  const body = requestOf(recording);
  const reply = replyOf(recording, cut);
  const passed = await line.pass({ operation: operationOf(recording), body, reply });
  const { answer, mutations, request } = passed;
  expectRequest(Buffer.from(body), request.body, mutations);
  expect([answer.status, answer.endedCleanly]).toEqual([recording.status, true]);
  for (const [name, value] of Object.entries(recording.responseHeaders)) {
    if (wanted.test(name)) expect([name, answer.header(name)]).toEqual([name, value]);
  }
  expect([answer.header("set-cookie"), answer.header("server")]).toEqual([null, null]);
  const isShorter = recording.stream && mutations.includes("response.usage_chunk");
  const expected = isShorter ? withoutUsageEvent(recording.response) : recording.response;
  expectBytes(answer.body, expected, recording.name);
}

const cuts: readonly CutMode[] = ["whole", "random", "utf8", "one-byte"];

describe.each(cuts)("cut %p", (cut) => {
  const rows = all.filter(
    ({ response }) => cut !== "one-byte" || response.length < byteByByteBytes,
  );
  test.each(rows.map((recording) => [recording.name, recording] as const))(
    "%s",
    (_name, recording) =>
      isFailure(recording)
        ? expectOnItsOwn(recording, cut)
        : expectIdentity(shared, recording, cut),
  );
});
