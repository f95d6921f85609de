/**
 * A table of failures as tests. Each failure is played in every dialect, streamed and whole: once
 * with two healthy accounts behind the one that fails, and once with nobody else.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import type { GatewayOptions } from "../../src/gateway.ts";
import { playFleet, type Does, type FleetCase, type Seen } from "./fleet.ts";
import { readAnswer } from "./read-stream.ts";
import { json, sse } from "./reply.ts";
import { speeches, type Speech } from "./speeches.ts";

export interface Failure {
  readonly what: string;
  readonly does: Does;
  /** What the attempt is written down as, and the provider's status; null = it gave none. */
  readonly outcome: string;
  readonly status: number | null;
  /** The status and errors of the account afterwards; it is "unknown" before anything is. */
  readonly account: "unknown 0" | "error 1" | "expired 1" | "rate_limited 1";
  /** Such as "account 15": the scope that rests, and seconds (a pattern); null = nobody rests. */
  readonly rest: string | null;
  /** False where every account would say the same: nobody else is asked. */
  readonly hops?: boolean;
  /** Status for a client whose request nobody can serve. */
  readonly alone: number;
  /** The status in the log, where that of a stream's begin says nothing; else that of the client. */
  readonly logged?: number;
  /** The client then hears the provider's own words... */
  readonly words?: (speech: Speech, isStream: boolean) => string;
  /** ...or these in a sentence of the gateway. */
  readonly says?: string;
  /** Calls of one attempt: a connection that is reset is tried once more. */
  readonly calls?: number;
  /** Attempts when nobody else is there: more than one where only waiting can help. */
  readonly attemptsAlone?: number;
  /** Only streams, or only whole answers, can fail like this; both unless given. */
  readonly only?: "stream" | "whole";
  readonly dialects?: readonly Speech["dialect"][];
  /** The address of the failing account, where that is not the scripted provider's. */
  readonly baseUrl?: () => string;
}

export const words = "Fine, thanks.";

export const serve: Does = ({ speech, isStream }) =>
  isStream ? sse(speech.text(words)) : json(200, speech.whole([{ text: words }]));

interface FailureCase extends FleetCase {
  readonly failure: Failure;
  readonly isAlone: boolean;
}

export function testFailures(failures: readonly Failure[], options: GatewayOptions = {}): void {
  const cases = failures.flatMap((failure) => [
    ...casesOf(failure, false),
    ...casesOf(failure, true),
  ]);
  let played: ReadonlyMap<FleetCase, Seen> = new Map();
  beforeAll(async () => {
    played = await playFleet(cases, options);
  }, 20_000);
  const names = (isAlone: boolean) =>
    cases
      .filter((each) => each.isAlone === isAlone)
      .map((each) => [each.speech.dialect, each.isStream ? "stream" : "whole", each.what, each])
      .map((row) => row as [string, string, string, FailureCase]);

  describe("with healthy accounts behind it", () => {
    test.each(names(false))("%s, %s: %s", (_dialect, _kind, _what, each) =>
      expectServed(each, played.get(each) as Seen),
    );
  });
  describe("with nobody else", () => {
    test.each(names(true))("%s, %s: %s", (_dialect, _kind, _what, each) =>
      expectRefused(each, played.get(each) as Seen),
    );
  });
}

function casesOf(failure: Failure, isAlone: boolean): FailureCase[] {
  const { what, only, dialects, does, baseUrl, hops = true } = failure;
  // Where nobody else is asked, there is nothing more to see without them.
  if (isAlone && !hops) return [];
  const others = [{ does: serve, targetModel: "model-of-b" }, { does: serve }];
  return speeches
    .filter(({ dialect }) => dialects?.includes(dialect) ?? true)
    .flatMap((speech) =>
      [true, false]
        .filter((isStream) => only === undefined || isStream === (only === "stream"))
        .map((isStream) => {
          const failing = {
            does,
            isElsewhere: true,
            ...(baseUrl === undefined ? {} : { baseUrl }),
          };
          const members = isAlone ? [failing] : [failing, ...others];
          return { what, failure, isAlone, speech, isStream, members };
        }),
    );
}

/** The second account serves; the failing one is written down, marked and left alone. */
function expectServed({ failure, speech, isStream }: FailureCase, seen: Seen): void {
  const { outcome, status, account, rest, calls = 1, hops = true, baseUrl } = failure;
  if (!hops) return expectTold({ failure, speech, isStream }, seen);
  expect(readOnly(speech, seen)).toEqual({ status: 200, text: words, isWhole: true, error: null });
  const [answer] = seen.answers;
  expect(answer?.header("x-proxy-strategy")).toBe("priority+failover");
  expect(answer?.header("x-codegate-route")).toMatch(/tried=.*-a\(.+\); served=.*-b$/);
  const asked = baseUrl === undefined ? Array(calls).fill(`a ${modelOf(speech)}`) : [];
  expect(seen.calls).toEqual([...asked, "b model-of-b"]);
  expect(seen.attempts).toEqual([`a ${outcome} ${status ?? "-"}`, "b success 200"]);
  expect(seen.accounts).toEqual([`a ${account}`, "b active 0", "c unknown 0"]);
  expectRest(seen, rest);
  expect([seen.usage, seen.logs]).toEqual([["b 34"], ["b 200"]]);
}

/** One well-formed error, and no row that speaks of a success. */
function expectRefused(each: FailureCase, seen: Seen): void {
  const { failure, speech } = each;
  const { outcome, status, calls = 1, attemptsAlone = 1, account, rest, baseUrl } = failure;
  expectTold(each, seen);
  const asked = baseUrl === undefined ? calls * attemptsAlone : 0;
  expect(seen.calls).toEqual(Array(asked).fill(`a ${modelOf(speech)}`));
  expect(seen.attempts).toEqual(Array(attemptsAlone).fill(`a ${outcome} ${status ?? "-"}`));
  const [marked = ""] = account.split(" ");
  const errors = marked === "unknown" ? 0 : attemptsAlone;
  expect(seen.accounts).toEqual([`a ${marked} ${errors}`]);
  if (attemptsAlone === 1) expectRest(seen, rest);
}

/** What the client gets of a failure that nobody makes good. */
function expectTold(
  { failure, speech, isStream }: Pick<FailureCase, "failure" | "speech" | "isStream">,
  seen: Seen,
): void {
  const { alone, words: own, says, hops = true, outcome, status, account, rest } = failure;
  const { logged = alone } = failure;
  const [answer] = seen.answers;
  const read = readOnly(speech, seen);
  expect([read.status, read.isWhole, read.error === null]).toEqual([alone, false, false]);
  if (own !== undefined) expect(answer?.text()).toBe(own(speech, isStream));
  expect(answer?.text(), "the account's key").not.toContain("key-of-");
  if (says !== undefined) expect(read.error?.message).toContain(says);
  expect(seen.usage.filter((row) => row !== "a 0")).toEqual([]);
  expect(seen.logs).toEqual([`a ${logged}`]);
  if (hops) return;
  expect(seen.calls).toEqual([`a ${modelOf(speech)}`]);
  expect(seen.attempts).toEqual([`a ${outcome} ${status ?? "-"}`]);
  expect(seen.accounts[0]).toBe(`a ${account}`);
  expectRest(seen, rest);
}

function readOnly({ dialect }: Speech, { answers }: Seen) {
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) throw new Error(`${answers.length} answers`);
  return readAnswer(dialect, answer);
}

function expectRest({ rests }: Seen, rest: string | null): void {
  if (rest === null) expect(rests).toEqual([]);
  else expect(rests.join("\n")).toMatch(new RegExp(`^a ${rest} x1$`));
}

export function modelOf(speech: Speech): string {
  return (JSON.parse(String(speech.request(true).body)) as { readonly model: string }).model;
}
