// What could go wrong: an answer that the client has begun to read is cut silently, begun anew, or
// written down as a success; or the account that broke it is asked again at once.
import { beforeAll, describe, expect, test } from "bun:test";
import { errorEvent } from "../../support/errors.ts";
import { serve, words } from "../../support/failures.ts";
import { playFleet, type Call, type FleetCase, type Seen } from "../../support/fleet.ts";
import { readAnswer } from "../../support/read-stream.ts";
import { sse, type Reply, type Step } from "../../support/reply.ts";
import { speeches } from "../../support/speeches.ts";

interface Break {
  readonly what: string;
  /** What follows the first words. */
  readonly steps: (call: Call) => readonly Step[];
  readonly outcome: string;
  /** In the log: what it would have been, had it been known before the answer began. */
  readonly status?: number;
  readonly changes?: Partial<Reply>;
}

const half = 'data: {"type":"response.output_text.delta","choices":[{"delta":{"con';
const failure = { type: "overloaded_error", message: "Overloaded" };
const error = ({ speech }: Call) => errorEvent(speech.dialect, failure);

const breaks: readonly Break[] = [
  { what: "a reset between two events", steps: () => ["reset"], outcome: "cut" },
  { what: "a reset inside an event", steps: () => [half, "reset"], outcome: "cut" },
  { what: "a FIN between two events", steps: () => ["end-early"], outcome: "cut" },
  { what: "a FIN inside an event", steps: () => [half, "end-early"], outcome: "cut" },
  { what: "a chunk size that is none", steps: () => [{ raw: "zz\r\n" }, "stall"], outcome: "cut" },
  {
    what: "a length that is not reached",
    steps: () => [half, "end-early"],
    changes: { framing: "length" },
    outcome: "cut",
  },
  {
    what: "an end without terminator",
    steps: () => [],
    changes: { framing: "close" },
    outcome: "cut",
  },
  {
    what: "an end inside an event",
    steps: () => [half],
    changes: { framing: "close" },
    outcome: "cut",
  },
  {
    what: "compressed bytes that are none",
    steps: () => [{ raw: "4\r\nnope\r\n" }, { raw: "0\r\n\r\n" }],
    changes: { gzip: true },
    outcome: "cut",
  },
  { what: "silence", steps: () => ["stall"], outcome: "stalled", status: 504 },
  {
    what: "silence inside an event",
    steps: () => [half, "stall"],
    outcome: "stalled",
    status: 504,
  },
  { what: "an error", steps: (call) => [error(call)], outcome: "error in stream", status: 529 },
  {
    what: "an error and a reset",
    steps: (call) => [error(call), call.untilClientHas("Overloaded"), "reset"],
    outcome: "error in stream",
    status: 529,
  },
  {
    what: "an error inside silence",
    steps: (call) => [error(call), "stall"],
    outcome: "error in stream",
    status: 529,
  },
];

interface BreakCase extends FleetCase {
  readonly outcome: string;
  readonly status: number;
}

/** The first words; a client has all of them before the rest follows. */
const begun = ({ speech }: Call) => speech.text(words).slice(0, -3);

const cases = speeches.flatMap((speech) =>
  breaks.map(({ what, steps, changes, outcome, status = 502 }): BreakCase => ({
    what,
    outcome,
    status,
    speech,
    isStream: true,
    requests: 2,
    members: [
      {
        does: (call) => {
          const last = begun(call).at(-1) ?? "";
          const all = [...begun(call), call.untilClientHas(last), ...steps(call)];
          return { ...sse([]), ...changes, steps: all };
        },
      },
      { does: serve },
    ],
  })),
);

let played: ReadonlyMap<FleetCase, Seen> = new Map();
beforeAll(async () => {
  played = await playFleet(cases, { idleTimeoutMs: 700 });
}, 20_000);

describe.each(speeches)("$dialect", ({ dialect }) => {
  const own = cases.filter(({ speech }) => speech.dialect === dialect);
  test.each(own.map((each) => [each.what, each] as const))("after content: %s", (_, each) => {
    const seen = played.get(each) as Seen;
    const [broken, next] = seen.answers.map((answer) => readAnswer(dialect, answer));
    expect(broken).toMatchObject({ status: 200, isWhole: false });
    expect(words.startsWith(broken?.text ?? "none") && broken?.text !== "").toBe(true);
    expect(broken?.error).not.toBeNull();
    expect(seen.answers[0]?.header("x-codegate-route")).toContain("served=");
    // One call, and never another account's words after the first one's; then it is left alone.
    expect(next).toEqual({ status: 200, text: words, isWhole: true, error: null });
    expect(seen.calls.map((call) => call[0])).toEqual(["a", "b"]);
    expect(seen.attempts).toEqual([`a ${each.outcome} 200`, "b success 200"]);
    expect(seen.logs).toEqual([`a ${each.status}`, "b 200"]);
    expect(seen.accounts).toEqual(["a error 1", "b active 0"]);
    // Counted from its request: a silence has to last before it is one.
    expect(seen.rests.join("\n")).toMatch(/^a account 1[5-8] x1$/);
  });
});
