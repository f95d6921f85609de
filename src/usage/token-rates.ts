/** What has been learnt of how many tokens a model makes of its prompts. */
import { limits } from "../base/limits.ts";
import { parseSpan } from "../read/parse-span.ts";
import {
  estimateTokens,
  firstRate,
  learnRate,
  measurePrompt,
  type TokenRate,
} from "./estimate-tokens.ts";

export interface TokenRates {
  /** Tokens of the prompt in a request's body, rather too many than too few. */
  estimate(model: string, body: Uint8Array): number;
  /** An answer told how many tokens the prompt had, cached ones included. */
  learn(model: string, body: Uint8Array, tokens: number): void;
}

interface Known {
  readonly rate: TokenRate;
  readonly learntAt: number;
}

/** `now` in milliseconds since the epoch. */
export function createTokenRates(now: () => number): TokenRates {
  const known = new Map<string, Known>();
  const rateOf = (model: string) => known.get(model)?.rate ?? firstRate(model);

  return {
    estimate: (model, body) => estimateTokens(measurePrompt(parse(body)), rateOf(model)),
    learn(model, body, tokens) {
      const learntAt = now();
      const last = known.get(model)?.learntAt ?? Number.NEGATIVE_INFINITY;
      // Measuring a prompt costs as much as reading it, and a model's tokens do not change.
      if (learntAt - last < limits.tokenRateMs) return;
      const rate = learnRate(rateOf(model), measurePrompt(parse(body)), tokens);
      // Names are free text of clients: too many of them begin anew.
      if (known.size >= limits.tokenRatesKept) known.clear();
      known.set(model, { rate, learntAt });
    },
  };
}

/** The body has been accepted as JSON when its fields were found. */
function parse(body: Uint8Array): unknown {
  return parseSpan(body, { start: 0, end: body.length });
}
