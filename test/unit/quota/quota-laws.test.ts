// What could go wrong: an order or a time of answers that nobody thought of leaves nonsense behind.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../../../src/base/limits.ts";
import {
  assessLasting,
  assessQuota,
  pressureOf,
  unknownAssessment,
} from "../../../src/quota/assess-quota.ts";
import { familyOf } from "../../../src/quota/family-of.ts";
import { readQuota } from "../../../src/quota/read-quota.ts";
import { mergeQuotas, quotaOf, unknownQuota } from "../../../src/quota/quota-state.ts";
import type { AccountQuota } from "../../../src/quota/quota-state.ts";
import { formatQuota, parseQuota } from "../../../src/quota/save-quota.ts";
import { viewQuota } from "../../../src/quota/view-quota.ts";
import { dayMs, epochSeconds, hourMs, quotaTime } from "../../support/quota-headers.ts";

const models = ["claude-opus-4-8", "claude-sonnet-4-6", "claude-fable-5-1", "gpt-5.5"] as const;

const share = fc.oneof(
  fc.integer({ min: 0, max: 110 }).map((percent) => String(percent / 100)),
  fc.constantFrom("0", "1", "1.0"),
);
const status = fc.constantFrom("allowed", "allowed_warning", "rejected");
const moment = fc.integer({ min: -hourMs, max: 8 * dayMs }).map(epochSeconds);
const count = fc.integer({ min: 0, max: 50 }).map(String);

const u = "anthropic-ratelimit-unified-";

/** Headers that some provider could send together. */
const sensible = fc.record(
  {
    [`${u}status`]: status,
    [`${u}reset`]: moment,
    [`${u}representative-claim`]: fc.constantFrom("five_hour", "seven_day", "overage", "new_claim"),
    [`${u}5h-utilization`]: share,
    [`${u}5h-status`]: status,
    [`${u}5h-reset`]: moment,
    [`${u}7d-utilization`]: share,
    [`${u}7d-reset`]: moment,
    [`${u}7d_oi-utilization`]: share,
    [`${u}7d_oi-status`]: status,
    [`${u}7d_oi-reset`]: moment,
    [`${u}overage-status`]: status,
    [`${u}overage-in-use`]: fc.constantFrom("true", "false"),
    "x-codex-primary-used-percent": count,
    "x-codex-primary-window-minutes": fc.constantFrom("0", "300", "10080"),
    "x-codex-primary-reset-at": moment,
    "x-codex-credits-has-credits": fc.constantFrom("True", "False"),
    "anthropic-ratelimit-tokens-limit": count,
    "anthropic-ratelimit-tokens-remaining": count,
    "anthropic-ratelimit-tokens-reset": fc.constantFrom("2026-11-22T10:00:30Z", "soon"),
    "x-ratelimit-limit-requests": count,
    "x-ratelimit-remaining-requests": count,
    "x-ratelimit-reset-requests": fc.constantFrom("12ms", "6m0s", "0"),
  },
  { requiredKeys: [] },
);

const printable = fc.string({
  unit: fc.constantFrom(..."0123456789.-_:TZsmh earejctd,"),
  maxLength: 12,
});

/** The same names with anything in them. */
const wild = sensible.chain((fields) =>
  fc
    .array(printable, {
      minLength: Object.keys(fields).length,
      maxLength: Object.keys(fields).length,
    })
    .map((values) =>
      Object.fromEntries(Object.keys(fields).map((name, index) => [name, values[index] ?? ""])),
    ),
);

interface Answer {
  readonly model: string;
  readonly afterMs: number;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

function answers(fields: fc.Arbitrary<Answer["fields"]>): fc.Arbitrary<Answer[]> {
  const afterMs = fc.integer({ min: 0, max: 3 * hourMs });
  const answer = fc.record({ model: fc.constantFrom(...models), afterMs, fields });
  return fc.array(answer, { maxLength: 8 });
}

function quotaAfter(trace: readonly Answer[]): AccountQuota {
  return trace.reduce((quota, { model, afterMs, fields }) => {
    const report = readQuota(new Headers(fields as Record<string, string>), quotaTime + afterMs);
    return report === null ? quota : mergeQuotas(quota, quotaOf(report, model));
  }, unknownQuota);
}

// Later than every bucket that fills up within minutes.
const later = fc.integer({ min: 4 * hourMs, max: 10 * dayMs });

interface Told {
  readonly trace: readonly Answer[];
  /** Beyond which nothing may be parked, milliseconds after `quotaTime`. */
  readonly latestMs: number;
}

const told: fc.Arbitrary<Told> = fc.oneof(
  answers(sensible).map((trace) => ({ trace, latestMs: 9 * dayMs })),
  // Limits that count may name any wait ("30d"), but none beyond what is believed.
  answers(wild).map((trace) => ({ trace, latestMs: limits.quotaResetLongestMs + 3 * hourMs })),
);

/** A wait where a date belongs: it once parked an account for nine days. */
const noDate: Told = {
  trace: [
    {
      model: models[0],
      afterMs: 1,
      fields: { [`${u}7d-utilization`]: "3", [`${u}7d-reset`]: "9d" },
    },
  ],
  latestMs: limits.quotaUnknownResetMs + 1,
};

test("what is assessed is always a number in its range", () => {
  fc.assert(
    fc.property(told, fc.integer({ max: 10 * dayMs }), ({ trace, latestMs }, afterMs) => {
      const quota = quotaAfter(trace);
      const now = quotaTime + afterMs;
      for (const model of models) {
        const { headroom, pressure, parkedUntil } = assessQuota(quota, familyOf(model), now);
        expect(headroom >= 0 && headroom <= 1, `headroom ${headroom}`).toBe(true);
        expect(pressure >= -1 && pressure <= 4, `pressure ${pressure}`).toBe(true);
        expect(parkedUntil === null || parkedUntil > now, `parked ${parkedUntil}`).toBe(true);
        expect(parkedUntil ?? 0).toBeLessThanOrEqual(quotaTime + latestMs);
        if (parkedUntil !== null) expect(headroom).toBe(0);
      }
      expect(JSON.stringify(viewQuota(quota, now))).not.toContain("NaN");
    }),
    { numRuns: 500, examples: [[noDate, 0]] },
  );
});

test("what is remembered for a while is what would be found anew at any moment of it", () => {
  const when = fc.tuple(fc.integer({ max: 10 * dayMs }), fc.integer({ max: 10 * dayMs }));
  fc.assert(
    fc.property(answers(fc.oneof(sensible, wild)), when, (trace, [early, late]) => {
      const quota = quotaAfter(trace);
      for (const model of models) {
        const family = familyOf(model);
        const known = assessLasting(quota, family, quotaTime + early);
        const { from, until } = known;
        const inside = [from, Math.min(until - 1, quotaTime + late)].filter((now) => now >= from);
        for (const now of inside) {
          const { parkedUntil, isInOverage, pressure } = assessQuota(quota, family, now);
          expect(known).toMatchObject({ parkedUntil, isInOverage });
          expect(pressureOf(known, now)).toBe(pressure);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("the order in which answers are taken in does not matter", () => {
  const shuffled = answers(sensible).chain((trace) =>
    fc
      .shuffledSubarray(trace, { minLength: trace.length, maxLength: trace.length })
      .map((other) => [trace, other] as const),
  );
  fc.assert(
    fc.property(shuffled, later, ([trace, other], afterMs) => {
      const now = quotaTime + afterMs;
      const [one, two] = [quotaAfter(trace), quotaAfter(other)];
      for (const model of models) {
        const family = familyOf(model);
        expect(assessQuota(two, family, now)).toEqual(assessQuota(one, family, now));
      }
      expect(viewQuota(two, now)).toEqual(viewQuota(one, now));
    }),
    { numRuns: 500 },
  );
});

test("when every reset is past, nothing is held against an account", () => {
  fc.assert(
    fc.property(answers(fc.oneof(sensible, wild)), (trace) => {
      const quota = quotaAfter(trace);
      for (const model of models) {
        const now = quotaTime + limits.quotaResetLongestMs + dayMs;
        expect(assessQuota(quota, familyOf(model), now)).toEqual(unknownAssessment);
      }
    }),
  );
});

/** The header that says when the window of another one resets. */
function resetOf(name: string): string {
  if (name.startsWith("x-codex-")) return "x-codex-primary-reset-at";
  const end = name.lastIndexOf("-");
  if (name.startsWith("x-")) return `x-ratelimit-reset-${name.slice(end + 1)}`;
  const isWindow = /-(?:5h|7d|7d_oi|tokens)-/.test(name);
  return isWindow ? `${name.slice(0, end)}-reset` : `${u}reset`;
}

test("a restart at any time changes nothing that outlives a minute", () => {
  const nextDay = epochSeconds(dayMs);
  // Without a reset nothing is kept longer than a few minutes.
  const lasting = sensible.map((fields) => ({
    ...Object.fromEntries(Object.keys(fields).map((name) => [resetOf(name), nextDay])),
    ...fields,
  }));
  fc.assert(
    fc.property(answers(lasting), later, (trace, afterMs) => {
      const now = quotaTime + afterMs;
      const quota = quotaAfter(trace);
      const saved = formatQuota(quota, now);
      const restored = saved === null ? unknownQuota : parseQuota(saved.value, now);
      for (const model of models) {
        const family = familyOf(model);
        expect(assessQuota(restored ?? unknownQuota, family, now)).toEqual(
          assessQuota(quota, family, now),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test("what is remembered of an account has bounds", () => {
  const fields = {
    [`${u}status`]: "allowed",
    "x-ratelimit-limit-requests": "5",
    "x-ratelimit-remaining-requests": "4",
  };
  const trace = Array.from({ length: 300 }, (_, index) => ({
    model: `model ${index}`,
    afterMs: index,
    fields,
  }));
  const quota = quotaAfter(trace);
  expect(quota.windows.size).toBe(limits.quotaWindowsPerAccount);
  expect(quota.families.size).toBe(limits.quotaFamiliesPerAccount);
  expect(quota.families.has("model 299")).toBe(true);
});
