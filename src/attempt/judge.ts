/** The one place that decides what a failed attempt means: who is to blame, and who may try next. */
import { limits } from "../base/limits.ts";
import { isAnthropicOwn, type Offer } from "../provider/providers.ts";
import type { RestScope } from "../route/rests.ts";
import { classifyRefusal, type Refused } from "./classify-refusal.ts";
import type { RefusalCause } from "./refusal-cause.ts";
import { isUntrusted } from "./is-untrusted.ts";
import type { Trouble } from "./trouble.ts";

/** Database settings that allow or forbid going to the next account. */
export type SwitchSetting = "auto_switch_on_error" | "auto_switch_on_rate_limit";

export interface Verdict {
  /** One or two words for the log: what went wrong. */
  readonly outcome: RefusalCause | "connection" | "timeout" | string;
  /** The setting that allows the next account; null = no other account could do better. */
  readonly next: SwitchSetting | "always" | null;
  /** How the account is marked; null = the account is not to blame. */
  readonly accountStatus: "expired" | "error" | "rate_limited" | null;
  /** Who rests, and for how long if the provider has said so. */
  readonly rest: { readonly scope: RestScope; readonly askedMs: number | null } | null;
  /** A minute's limit: one hop to another account, then waiting is better than hopping on. */
  readonly isThrottle: boolean;
  /** What people read about the account. */
  readonly message: string;
}

type Facts = Omit<Verdict, "outcome" | "message">;

const accountTrouble: Facts = {
  next: "auto_switch_on_error",
  accountStatus: "error",
  rest: { scope: "account", askedMs: null },
  isThrottle: false,
};

/** `offer`: the address that was asked. */
export function judge(trouble: Trouble, offer: Offer, now: number): Verdict {
  switch (trouble.kind) {
    case "connection":
      return { ...accountTrouble, outcome: "connection", message: connectionText(trouble.code) };
    case "timeout":
      return { ...accountTrouble, outcome: "timeout", message: `sent no ${trouble.stage} in time` };
    case "broken":
      return { ...accountTrouble, outcome: trouble.detail, message: trouble.message };
    case "refused":
      return judgeRefusal(trouble, offer, now);
  }
}

function judgeRefusal(
  trouble: Extract<Trouble, { kind: "refused" }>,
  offer: Offer,
  now: number,
): Verdict {
  const { status, error, answer } = trouble;
  const { headers } = answer;
  const isInside = answer.status < 400;
  const isAnthropic = isAnthropicOwn(offer);
  const refused = classifyRefusal({ status, headers, error, isInside, isAnthropic }, now);
  const message = error.message === "" ? `HTTP ${status}` : `HTTP ${status}: ${error.message}`;
  return { ...factsOf(refused, status), outcome: refused.cause, message };
}

function factsOf({ cause, waitMs }: Refused, status: number): Facts {
  const askedMs = waitMs === null ? null : Math.min(waitMs, limits.statedRestLongestMs);
  const limited = { next: "auto_switch_on_rate_limit", accountStatus: "rate_limited" } as const;
  switch (cause) {
    case "quota":
      return { ...limited, rest: { scope: "account", askedMs }, isThrottle: false };
    case "model quota":
      return { ...limited, rest: { scope: "model", askedMs }, isThrottle: false };
    case "throttle":
      return {
        ...limited,
        rest: { scope: "account", askedMs: askedMs ?? limits.throttlePauseMs },
        isThrottle: true,
      };
    case "credential":
      return { ...accountTrouble, accountStatus: status === 401 ? "expired" : "error" };
    case "overloaded":
      return {
        ...accountTrouble,
        accountStatus: null,
        rest: { scope: "provider", askedMs },
      };
    case "server":
      return { ...accountTrouble, rest: { scope: "account", askedMs } };
    case "request":
      return { next: null, accountStatus: null, rest: null, isThrottle: false };
  }
}

const connectionTexts: Readonly<Record<string, string>> = {
  ConnectionRefused: "refuses connections",
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "closed the connection before answering",
  ENOTFOUND: "has a host name that cannot be found",
  EPROTO: "has an address that does not speak TLS (https)",
};

function connectionText(code: string): string {
  const text = connectionTexts[code];
  if (text !== undefined) return text;
  return isUntrusted(code)
    ? `has a server whose certificate is not trusted (${code})`
    : `cannot be reached (${code})`;
}
