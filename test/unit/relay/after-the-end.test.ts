// What could go wrong: a provider that begins a second answer in the same stream reaches the client,
// whose SDK then throws, or takes the second answer for the first one.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { relayStream, type StreamEnd } from "../../../src/relay/relay-stream.ts";
import { watchStream } from "../../../src/stream/watch-stream.ts";
import { cutAnywhere } from "../../support/arbitrary-streams.ts";
import { errorEvent } from "../../support/errors.ts";
import { bodyOf, type Piece } from "../../support/pieces.ts";
import { speeches, type Speech } from "../../support/speeches.ts";

interface Relayed {
  readonly text: string;
  readonly ends: readonly StreamEnd[];
  readonly aborts: readonly string[];
}

/** The first pieces are read before the relay begins, as up to the first content. */
async function relay(
  { dialect }: Speech,
  pieces: readonly Piece[],
  heldCount: number,
): Promise<Relayed> {
  const watcher = watchStream(dialect);
  const held = pieces.slice(0, heldCount).filter((piece) => piece !== "silence");
  for (const piece of held) watcher.feed(piece);
  const aborts: string[] = [];
  const ends: StreamEnd[] = [];
  const { body } = relayStream(
    {
      answer: {
        kind: "stream",
        status: 200,
        headers: new Headers({ "transfer-encoding": "chunked" }),
        held,
        reader: bodyOf(pieces.slice(heldCount)).getReader(),
        watcher,
        abort: (reason) => aborts.push(reason),
      },
      dialect,
      requestId: "request-1",
      accountName: "first",
      credential: null,
      clientSignal: new AbortController().signal,
      onBytes: null,
      onEnd: (end) => ends.push(end),
    },
    {
      ticker: { add: () => () => undefined },
      now: () => 0,
      idleTimeoutMs: 1_000,
      pingIntervalMs: 1_000,
    },
  );
  return { text: await new Response(body).text(), ends, aborts };
}

describe.each(speeches)("$dialect", (speech) => {
  const answer = speech.text("One two three.").join("");
  const second = speech.text("Four five six.").join("");
  const failure = errorEvent(speech.dialect, { type: "overloaded_error", message: "Overloaded" });

  test.each([
    ["a second answer", second],
    ["a second answer that breaks off", second.slice(0, -40)],
    ["a second answer without its last blank line", second.trimEnd()],
    ["one event without its blank line", (speech.text("Four")[0] ?? "").trimEnd()],
    ["an error", failure],
    ["its terminator once more, and more", `${speech.text("").at(-1) ?? ""}${second}`],
  ])("%s after the end is left out, wherever the stream is cut", async (_what, stray) => {
    const bytes = Buffer.from(answer + stray);
    const wanted = stray.startsWith("data: [DONE]") ? `${answer}data: [DONE]\n\n` : answer;
    await fc.assert(
      fc.asyncProperty(cutAnywhere(bytes), fc.nat({ max: 41 }), async (pieces, held) => {
        const { text, ends } = await relay(speech, pieces, held);
        expect(text).toBe(wanted);
        expect(ends.map(({ outcome, message }) => [outcome, message])).toEqual([["success", null]]);
      }),
    );
  });

  test.each([0, 2])("nobody waits for the rest of it (%i parts held)", async (held) => {
    const pieces = [answer, second].map((text) => Buffer.from(text));
    const { ends, aborts } = await relay(speech, [...pieces, "silence"], held);
    expect(ends[0]?.facts.hasStrayed).toBe(true);
    expect(aborts).toEqual(["success"]);
  });

  test("comments, blank lines and [DONE] may follow the end", async () => {
    const bytes = Buffer.from(`${answer}: bye\n\n\r\ndata: [DONE]\n\n\n`);
    await fc.assert(
      fc.asyncProperty(cutAnywhere(bytes), fc.nat({ max: 41 }), async (pieces, held) => {
        const { text, ends } = await relay(speech, pieces, held);
        expect(text).toBe(bytes.toString());
        expect(ends[0]).toMatchObject({ outcome: "success", facts: { hasStrayed: false } });
      }),
    );
  });
});
