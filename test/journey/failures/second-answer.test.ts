// What could go wrong: a provider's second answer in one stream reaches the client as a doubled
// beginning, or costs the account its good name without a word in the log.
import { expect, test } from "bun:test";
import { silentLogger } from "../../../src/base/logger.ts";
import { errorEvent } from "../../support/errors.ts";
import { words } from "../../support/failures.ts";
import { playFleet, type FleetCase } from "../../support/fleet.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { sse } from "../../support/reply.ts";
import { speeches, type Speech } from "../../support/speeches.ts";

const strays: readonly (readonly [what: string, events: (speech: Speech) => string[]])[] = [
  ["a second answer", ({ text }) => text("Another one.")],
  ["the beginning of a second answer", ({ text }) => text("Another one.").slice(0, 1)],
  ["an error", ({ dialect }) => [errorEvent(dialect, { type: "api_error", message: "No." })]],
];

test("what follows the end of an answer is left out, and the log says so", async () => {
  const cases = speeches.flatMap((speech) =>
    strays.map(([what, events]): FleetCase => ({
      what,
      speech,
      isStream: true,
      members: [{ does: () => sse([...speech.text(words), ...events(speech)]) }],
    })),
  );
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warned.push(message) };
  const played = await playFleet(cases, { logger });
  for (const [{ speech, what }, seen] of played) {
    const [answer] = seen.answers;
    if (answer === undefined) throw new Error("no answer");
    const read = readAnswer(speech.dialect, answer);
    expect(read, what).toEqual({ status: 200, text: words, isWhole: true, error: null });
    expect(answer.text()).toBe(speech.text(words).join(""));
    expect([seen.attempts, seen.accounts, seen.rests]).toEqual([
      ["a success 200"],
      ["a active 0"],
      [],
    ]);
  }
  expect(warned.filter((message) => message.includes("went on after the end"))).toHaveLength(
    cases.length,
  );
});
