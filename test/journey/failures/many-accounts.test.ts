// What could go wrong: a healthy account is not reached behind failing ones, one request storms
// all accounts, or the client hears of the wrong failure when nobody can serve.
import { beforeAll, describe, expect, test } from "bun:test";
import { errorBody } from "../../support/errors.ts";
import { serve, words } from "../../support/failures.ts";
import {
  playFleet,
  type Does,
  type FleetCase,
  type Member,
  type Seen,
} from "../../support/fleet.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { bytes, json, sse } from "../../support/reply.ts";
import { speeches } from "../../support/speeches.ts";

type Fields = Readonly<Record<string, string>>;

/** Refuses every call, or only the first ones. */
function refuse(status: number, headers: Fields = {}, times = Infinity): Does {
  return (call) =>
    call.earlier < times
      ? json(
          status,
          errorBody(call.speech.dialect, { type: "some_error", message: `No, ${status}.` }),
          headers,
        )
      : serve(call);
}

const page: Does = () => bytes("<html>", { headers: { "content-type": "text/html" } });
const empty: Does = ({ isStream }) => (isStream ? sse([]) : json(200, ""));
const reset: Does = () => ({ before: ["reset"], steps: [] });

/** As some providers do. */
const quoteKey: Does = ({ speech: { dialect }, key }) =>
  json(401, errorBody(dialect, { type: "authentication_error", message: `Bad key ${key}.` }));

const far = (does: Does): Member => ({ does, isElsewhere: true });
const near = (does: Does): Member => ({ does });
const wait = (value: string): Fields => ({ "retry-after": value });

interface Story {
  readonly what: string;
  readonly members: readonly Member[];
  /** What the client sees of each of its requests: "served", or the status and some words. */
  readonly sees: readonly string[];
  /** Who is called in which order. */
  readonly calls: string;
  /** The last answer's Retry-After, seconds, give or take the time that the case takes. */
  readonly retryAfter?: number;
}

const stories: readonly Story[] = [
  {
    what: "one healthy account behind seven that fail in their own ways",
    members: [refuse(500), refuse(401), page, reset, empty, refuse(529), refuse(403), serve].map(
      far,
    ),
    sees: ["served"],
    calls: "a b c d d e f g h",
  },
  {
    what: "a request makes eight attempts at most; the next one goes on from there",
    members: [...Array<Does>(8).fill(refuse(500)), serve].map(far),
    sees: ["500 No, 500.", "served"],
    calls: "a b c d e f g h i",
  },
  {
    what: "of several refusals the last one's words count",
    members: [refuse(500), refuse(401), refuse(403)].map(far),
    sees: ["403 No, 403."],
    calls: "a b c",
  },
  {
    what: "a last account without words is named by the gateway",
    members: [refuse(500), reset].map(far),
    sees: ["502 closed the connection"],
    calls: "a b b",
  },
  {
    what: "the client's own mistake ends the search",
    members: [refuse(500), refuse(400), serve].map(far),
    sees: ["400 No, 400."],
    calls: "a b",
  },
  {
    what: "a minute's limit on two accounts is this machine's: nobody else is asked",
    members: [refuse(429, wait("8")), refuse(429, wait("9")), serve].map(far),
    sees: ["429 No, 429."],
    calls: "a b",
    retryAfter: 9,
  },
  {
    what: "after one hop a short wait is better than a further one",
    members: [refuse(429, { "retry-after-ms": "300" }, 1), refuse(429, wait("9"))].map(far),
    sees: ["served"],
    calls: "a b a",
  },
  {
    what: "an overload: other providers before siblings",
    members: [near(refuse(529)), near(serve), far(serve)],
    sees: ["served"],
    calls: "a c",
  },
  {
    what: "an overload everywhere: siblings too, then one more try after a pause",
    members: [
      refuse(529, { "retry-after-ms": "300" }, 1),
      refuse(529, { "retry-after-ms": "200" }),
    ].map(near),
    sees: ["served"],
    calls: "a b a",
  },
  {
    what: "used-up quotas are not asked again, and the client hears of the first reset",
    members: [refuse(429, wait("1200")), refuse(429, wait("1800"))].map(far),
    sees: ["429 No, 429.", "429 No account can serve"],
    calls: "a b",
    retryAfter: 1_200,
  },
  {
    what: "guessed rests: the first to wake up is asked all the same",
    members: [refuse(500, {}, 1), refuse(500)].map(far),
    sees: ["500 No, 500.", "served"],
    calls: "a b a",
  },
  {
    what: "guessed rests: where the first to wake up fails, the next one is asked",
    members: [refuse(500), refuse(500, {}, 1)].map(far),
    sees: ["500 No, 500.", "served"],
    calls: "a b a b",
  },
  {
    what: "all rest, and those that are tried fail again: the first to wake up, and why",
    members: [refuse(500), refuse(500)].map(far),
    sees: ["500 No, 500.", "429 was tried all the same: HTTP 500: No, 500."],
    calls: "a b a b",
    retryAfter: 30,
  },
  {
    what: "all rest, and one that is tried has no words",
    members: [reset, page].map(far),
    sees: ["502 not JSON", "429 closed the connection before answering."],
    calls: "a a b a a b",
    retryAfter: 30,
  },
  {
    what: "the only key is refused: no wait helps, and the key is not in what is said",
    members: [far(quoteKey)],
    sees: ["401 (the account's key)", "401 (the account's key)"],
    calls: "a a",
  },
  {
    what: "all rest, and one that is tried refuses the key: it is not in what is said",
    members: [
      far((call) => (call.earlier === 0 ? refuse(500)(call) : quoteKey(call))),
      far(refuse(500)),
    ],
    sees: ["500 No, 500.", "429 (the account's key)"],
    calls: "a b a b",
  },
  {
    what: "all rest, and the request itself is refused: the provider's own words",
    members: [
      far(({ earlier, ...call }) => refuse(earlier === 0 ? 500 : 413)({ earlier, ...call })),
    ],
    sees: ["500 No, 500.", "413 No, 413."],
    calls: "a a",
  },
  {
    what: "limits of accounts: the next one, then the true wait",
    members: [serve, serve].map((does) => ({ does, rateLimit: 1 })),
    sees: ["served", "served", "429 No account can serve"],
    calls: "a b",
    retryAfter: 60,
  },
  {
    what: "one parked for long and one at its limit: the wait is the shorter one",
    members: [far(refuse(429, wait("1200"))), { does: serve, rateLimit: 1 }],
    sees: ["served", "429 No account can serve"],
    calls: "a b",
    retryAfter: 60,
  },
];

interface StoryCase extends FleetCase {
  readonly story: Story;
}

const cases = stories.flatMap((story) =>
  speeches.flatMap((speech) =>
    [true, false].map((isStream): StoryCase => {
      const { what, members, sees } = story;
      return { what, story, speech, isStream, members, requests: sees.length };
    }),
  ),
);

let played: ReadonlyMap<FleetCase, Seen> = new Map();
beforeAll(async () => {
  played = await playFleet(cases);
}, 20_000);

describe.each(speeches)("$dialect", ({ dialect }) => {
  const own = cases.filter(({ speech }) => speech.dialect === dialect);
  const rows = own.map((each) => [each.isStream ? "stream" : "whole", each.what, each] as const);
  test.each(rows)("%s: %s", (_kind, _what, each) => {
    const seen = played.get(each) as Seen;
    const { sees, calls, retryAfter } = each.story;
    for (const answer of seen.answers) expect(answer.text()).not.toContain("key-of-");
    expect(seen.calls.map((call) => call[0]).join(" ")).toBe(calls);
    for (const [index, answer] of seen.answers.entries()) {
      const { status, text, isWhole, error } = readAnswer(dialect, answer);
      const [wanted = "", ...said] = (sees[index] ?? "").split(" ");
      if (wanted === "served") expect([isWhole, text]).toEqual([true, words]);
      else {
        expect(status).toBe(Number(wanted));
        expect(error?.message).toContain(said.join(" "));
      }
    }
    const served = sees.filter((said) => said === "served").length;
    expect(seen.attempts.filter((row) => row.endsWith("success 200")).length).toBe(served);
    expect(seen.usage.filter((row) => row.endsWith(" 34")).length).toBe(served);
    if (retryAfter === undefined) return;
    const told = Number(seen.answers.at(-1)?.header("retry-after"));
    expect(told).toBeGreaterThan(retryAfter - 5);
    expect(told).toBeLessThanOrEqual(retryAfter);
  });
});
