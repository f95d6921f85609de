/** Codex (ChatGPT plans): `x-codex-primary-used-percent`, and the same for buckets of one model. */
import { familyOf } from "./family-of.ts";
import type { Groups, Parts } from "./group-headers.ts";
import {
  readCount,
  readFlag,
  readLabel,
  readPercent,
  readReset,
  readResetDate,
  type Fields,
} from "./header-values.ts";
import type { Overage, QuotaWindow } from "./quota-report.ts";

export interface CodexReport {
  readonly windows: readonly QuotaWindow[];
  readonly overage: Overage | null;
  readonly isRejected: boolean;
}

export function readCodex(groups: Groups, fields: Fields, now: number): CodexReport {
  const windows: QuotaWindow[] = [];
  for (const [name, parts] of groups) {
    const window = readWindow(name, parts, { fields, now });
    if (window !== null) windows.push(window);
  }
  return {
    windows,
    overage: readCredits(fields),
    isRejected: readLabel(fields["x-codex-rate-limit-reached-type"]) !== null,
  };
}

function readWindow(
  name: string,
  parts: Parts,
  { fields, now }: { readonly fields: Fields; readonly now: number },
): QuotaWindow | null {
  const used = readPercent(parts.get("used-percent"));
  const minutes = readCount(parts.get("window-minutes"));
  // The time left is right also when the clocks differ.
  const resetAt =
    readWait(parts.get("reset-after-seconds"), now) ?? readResetDate(parts.get("reset-at"), now);
  // A plan without a second window sends zeros.
  if (used === null || (used === 0 && (minutes ?? 0) === 0 && resetAt === null)) return null;
  const bucket = name.slice(0, name.lastIndexOf("-"));
  const isPlan = bucket === planBucket;
  return {
    name: name.startsWith(`${planBucket}-`) ? name.slice(planBucket.length + 1) : name,
    scope: isPlan ? "account" : "model",
    // Without a name it is of no model that could be asked for: shown, and nothing else.
    model: isPlan ? null : familyOf(readLabel(fields[`x-${bucket}-limit-name`]) ?? bucket),
    used,
    remaining: null,
    limit: null,
    resetAt,
    lengthMs: minutes === null || minutes === 0 ? null : minutes * 60_000,
    status: null,
    refillsSteadily: false,
  };
}

/** The plan's own; another bucket is of the one model that its limit is named for. */
const planBucket = "codex";

/** Zero is what a window says that is not there. */
function readWait(text: string | undefined, now: number): number | null {
  return readCount(text) === 0 ? null : readReset(text, now);
}

/** Credits are spent once the plan's windows are full. */
function readCredits(fields: Fields): Overage | null {
  const hasCredits = readFlag(fields["x-codex-credits-has-credits"]);
  const isUnlimited = readFlag(fields["x-codex-credits-unlimited"]);
  if (hasCredits === null && isUnlimited === null) return null;
  return {
    status: hasCredits === true || isUnlimited === true ? "allowed" : "rejected",
    used: null,
    resetAt: null,
    disabledReason: null,
    isInUse: false,
  };
}
