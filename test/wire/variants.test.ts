/**
 * What could go wrong: a provider frames its stream, cuts its tool calls, ends or fails in a way that
 * no recording shows, and a client of another dialect hears something else than was said. Streams
 * are made by chance from the habits of many servers; the SDK of the client's dialect is the judge.
 */
import { describe, expect, test } from "bun:test";
import type { Dialect } from "../../src/base/dialect.ts";
import { collectStream } from "../../src/convert/convert-answer.ts";
import { convertStream } from "../../src/convert/convert-stream.ts";
import { answerHooks, plainCrossing } from "../support/answer-hooks.ts";
import { cutInto, type CutMode } from "../support/cut.ts";
import { hear } from "../support/hear.ts";
import { expectLawful } from "../support/stream-laws.ts";
import { chatVariant } from "../support/variants/chat-variant.ts";
import { expectedOf, heardAs, type Variant } from "../support/variants/meaning.ts";
import { messagesVariant } from "../support/variants/messages-variant.ts";
import { responsesVariant } from "../support/variants/responses-variant.ts";

/** `WIRE_VARIANTS=20000` looks further. */
const count = Number(Bun.env["WIRE_VARIANTS"] ?? 400);
const firstSeed = Number(Bun.env["WIRE_SEED"] ?? 1);

const makers: Readonly<Record<Dialect, (seed: number) => Variant>> = {
  "anthropic-messages": messagesVariant,
  "openai-chat": chatVariant,
  "openai-responses": responsesVariant,
};
const dialects = Object.keys(makers) as Dialect[];
const cuts: readonly CutMode[] = ["one-byte", "random", "utf8"];

/** Longest stream that is cut at every byte. */
const everyByteLength = 30_000;

function convert(variant: Variant, from: Dialect, cut: CutMode): Buffer {
  const conversion = convertStream(plainCrossing({ from, to: variant.dialect }), answerHooks());
  const chunks = cutInto(variant.bytes, cut, variant.seed);
  const parts = [...chunks.map(conversion.feed), conversion.end()];
  return Buffer.concat(parts.filter((part) => part !== null));
}

/** What a client gets that asked for no stream; null = an error. */
function collect(variant: Variant, from: Dialect): Uint8Array | null {
  const collection = collectStream(plainCrossing({ from, to: variant.dialect }), answerHooks());
  collection.feed(variant.bytes);
  const answer = collection.end();
  return answer.ok ? answer.value.bytes : null;
}

async function judge(variant: Variant, client: Dialect): Promise<void> {
  const { seed, quirks, meaning } = variant;
  const about = { seed, quirks };
  const told = convert(variant, client, "whole");
  expect({ ...about, end: expectLawful(client, told) }).toEqual({
    ...about,
    end: meaning.error === null ? "whole" : "error",
  });
  for (const cut of cuts) {
    if (cut === "one-byte" && variant.bytes.length > everyByteLength) continue;
    const isSame = convert(variant, client, cut).equals(told);
    expect({ ...about, cut, isSame }).toEqual({ ...about, cut, isSame: true });
  }
  const whole = collect(variant, client);
  if (meaning.error !== null) {
    expect({ ...about, whole }).toEqual({ ...about, whole: null });
    const words = await errorOf(hear({ dialect: client, bytes: told, isStream: true }));
    const expected = meaning.error === "" ? "broke off" : meaning.error;
    return expect({ ...about, words }).toEqual({
      ...about,
      words: expect.stringContaining(expected),
    });
  }
  const spoken = [
    { bytes: told, isStream: true },
    { bytes: whole ?? Buffer.from("{}"), isStream: false },
  ];
  for (const one of spoken) {
    const heard = await hear({ dialect: client, ...one });
    const kind = { ...about, isStream: one.isStream };
    expect({ ...kind, ...heardAs(heard, meaning) }).toEqual({
      ...kind,
      ...expectedOf(meaning, client),
    });
  }
}

/** Words of the error that the SDK throws. */
function errorOf(heard: Promise<unknown>): Promise<string> {
  return heard.then(
    () => "none",
    (error: Error) => error.message,
  );
}

for (const provider of dialects) {
  describe(`from ${provider}`, () => {
    for (const client of dialects.filter((dialect) => dialect !== provider)) {
      test(`for a client of ${client}`, async () => {
        for (let seed = firstSeed; seed < firstSeed + count; seed++) {
          await judge(makers[provider](seed), client);
        }
      }, 120_000);
    }
  });
}
