// What could go wrong: an answer that a real provider gave reads differently, or not at all, for a
// client of another dialect; or it depends on where the network cut the stream.
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../../src/base/dialect.ts";
import { collectStream, convertAnswer, streamAnswer } from "../../../src/convert/convert-answer.ts";
import { convertError } from "../../../src/convert/convert-error.ts";
import { convertStream } from "../../../src/convert/convert-stream.ts";
import { answerHooks, plainCrossing } from "../../support/answer-hooks.ts";
import { cutInto, type CutMode } from "../../support/cut.ts";
import { hear, type Heard } from "../../support/hear.ts";
import { recordings, type Recording } from "../../support/recordings.ts";

const dialects: readonly Dialect[] = ["anthropic-messages", "openai-chat", "openai-responses"];
const cuts: readonly CutMode[] = ["whole", "one-byte", "random", "utf8"];

/** Streams of two messages in one have no meaning that could be kept. */
const meaningless = new Set(["vercel-spliced-message-start", "vercel-duplicate-message-start"]);

const answers = recordings().filter(
  ({ family, name }) => family !== "anthropic-count" && !meaningless.has(name),
);

function dialectOf({ family }: Recording): Dialect {
  if (family === "openai-responses") return "openai-responses";
  return family === "anthropic" ? "anthropic-messages" : "openai-chat";
}

interface Told {
  readonly bytes: Uint8Array;
  readonly isStream: boolean;
}

/** What the client of a dialect gets; null = an error in place of a whole answer. */
function convert(recording: Recording, from: Dialect, cut: CutMode = "whole"): Told | null {
  const crossing = plainCrossing({ from, to: dialectOf(recording) });
  if (recording.stream) {
    const chunks = cutInto(recording.response, cut, recording.response.length);
    return { bytes: convertChunks(crossing, chunks), isStream: true };
  }
  const converted = convertAnswer(recording.response, crossing, answerHooks());
  return converted.ok ? { bytes: converted.value.bytes, isStream: false } : null;
}

function convertChunks(crossing: ReturnType<typeof plainCrossing>, chunks: readonly Uint8Array[]) {
  const conversion = convertStream(crossing, answerHooks());
  const parts = [...chunks.map(conversion.feed), conversion.end()];
  return Buffer.concat(parts.filter((part) => part !== null));
}

/** What the SDK of the provider's own dialect hears; null = it refuses the answer. */
async function hearOriginal(recording: Recording): Promise<Heard | null> {
  const { stream: isStream, response: bytes } = recording;
  return hear({ dialect: dialectOf(recording), bytes, isStream }).catch(() => null);
}

const cutShort = new Set(["max_tokens", "length", "max_output_tokens"]);

/**
 * What must be the same in every dialect. Anthropic's clients get a refusal as text. Arguments that
 * the output limit cut off are no JSON, and each SDK makes of them what it likes.
 */
function meaningOf({ text, refusal, calls, stop }: Heard) {
  const isWhole = !cutShort.has(stop ?? "");
  return {
    said: text + refusal,
    calls: calls.map(({ name, input }) => ({ name, input: isWhole ? freeText(input) : null })),
  };
}

/** Anthropic's clients get the free text of custom tools as the one field of an object. */
function freeText(input: unknown): unknown {
  const [only, ...others] = Object.entries(
    typeof input === "object" && input !== null ? input : {},
  );
  return only?.[0] === "input" && others.length === 0 ? only[1] : input;
}

const skip = answers.length === 0;
const good = answers.filter(({ status }) => status < 400);

for (const from of dialects) {
  describe.skipIf(skip)(`for a client of ${from}`, () => {
    const foreign = good.filter((recording) => dialectOf(recording) !== from);

    test("streams do not depend on how they were cut", () => {
      for (const recording of foreign.filter(({ stream }) => stream)) {
        const expected = convert(recording, from)?.bytes;
        for (const cut of cuts) {
          expect({
            name: recording.name,
            cut,
            bytes: convert(recording, from, cut)?.bytes,
          }).toEqual({ name: recording.name, cut, bytes: expected });
        }
      }
    });

    test("the official SDK hears what the provider's own SDK hears", async () => {
      let compared = 0;
      for (const recording of foreign) {
        const original = await hearOriginal(recording);
        const told = convert(recording, from);
        if (original === null || told === null) continue;
        const heard = await hear({ dialect: from, ...told });
        expect({ name: recording.name, ...meaningOf(heard) }).toEqual({
          name: recording.name,
          ...meaningOf(original),
        });
        compared++;
      }
      expect(compared).toBeGreaterThan(foreign.length / 2);
    });

    test("tokens are conserved", async () => {
      for (const recording of foreign) {
        const original = await hearOriginal(recording);
        const told = convert(recording, from);
        if (original === null || told === null || original.output === null) continue;
        const heard = await hear({ dialect: from, ...told });
        const { name } = recording;
        expect({ name, prompt: heard.prompt }).toEqual({ name, prompt: original.prompt });
        // Some servers count reasoning beside the output, and then in the total only.
        expect({ name, isLess: (heard.output ?? 0) < original.output }).toEqual({
          name,
          isLess: false,
        });
      }
    });

    test("a whole answer told as a stream, and a stream told whole, say the same", async () => {
      for (const recording of foreign) {
        const crossing = plainCrossing({ from, to: dialectOf(recording) });
        const told = convert(recording, from);
        const other = tellOtherwise(recording, crossing);
        if (told === null || other === null) continue;
        const heard = await hear({ dialect: from, ...told }).catch(() => null);
        if (heard === null) continue;
        const again = await hear({ dialect: from, ...other });
        const { name } = recording;
        expect({ name, ...meaningOf(again) }).toEqual({ name, ...meaningOf(heard) });
        expect({ name, stop: again.stop }).toEqual({ name, stop: heard.stop });
      }
    });

    test("error answers keep their words and get the dialect's own shape", () => {
      for (const { name, status, response, ...recording } of answers.filter(isError)) {
        const answer = { status, headers: new Headers(), bytes: response };
        const to = dialectOf({ name, status, response, ...recording });
        const told = convertError(answer, { from, to }, 0);
        const body = JSON.parse(Buffer.from(told.bytes).toString());
        expect({ name, status: told.status }).toEqual({ name, status });
        expect(body.error.message).toBeString();
        expect(body.error.type).toBeString();
        expect(body.type).toBe(from === "anthropic-messages" ? "error" : undefined);
      }
    });
  });
}

function isError({ status }: Recording): boolean {
  return status >= 400;
}

function tellOtherwise(
  { stream, response }: Recording,
  crossing: ReturnType<typeof plainCrossing>,
): Told | null {
  if (!stream) {
    const told = streamAnswer(response, crossing, answerHooks());
    return told.ok ? { bytes: told.value.bytes, isStream: true } : null;
  }
  const collection = collectStream(crossing, answerHooks());
  collection.feed(response);
  const told = collection.end();
  return told.ok ? { bytes: told.value.bytes, isStream: false } : null;
}
