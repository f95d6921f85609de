/** What an answer costs: tokens of every model that worked on it, and the provider's own tools. */
import type { Served } from "../base/served.ts";
import type { Usage } from "../base/usage.ts";
import { knownCost, sellerOf } from "./find-price.ts";
import {
  findServedPrice,
  ownVersion,
  type AccountPrice,
  type PricedAccount,
} from "./price-account.ts";
import { factorOf, toolCost } from "./surcharges.ts";

export interface BillQuestion {
  readonly account: PricedAccount;
  /** The model that was asked for. */
  readonly model: string;
  readonly served: Served;
  readonly usage: Usage;
  /** False for an answer that was cut short: it may have cost more than what was counted. */
  readonly isComplete: boolean;
  /** Time of the request, milliseconds since the epoch. */
  readonly at: number;
}

export interface Bill {
  /** US dollars for everything whose count and price are known; null = nothing is. */
  readonly costUsd: number | null;
  /** Something has no known count or price: the true cost is at least `costUsd`. */
  readonly isLeast: boolean;
  /** The day of the price table, "own" or "reported"; null without a cost. */
  readonly priceVersion: string | null;
  /** The bound of the long-prompt rates that apply, tokens; null = the plain rates. */
  readonly longPromptAbove: number | null;
}

/** The provider has said itself what it takes. */
const reportedVersion = "reported";

export function billAnswer(question: BillQuestion): Bill {
  const { account, model, served, at } = question;
  const found = findServedPrice(account, { asked: model, served: served.model }, at);
  if (isNothing(question)) {
    const priceVersion = found?.version ?? null;
    return { costUsd: 0, isLeast: false, priceVersion, longPromptAbove: null };
  }
  const ownTokens = found === null ? null : billTokens(found, question.usage, question);
  const longPromptAbove = ownTokens?.longPromptAbove ?? null;
  if (served.reportedUsd !== null && isReporting(account) && found?.version !== ownVersion) {
    const costUsd = served.reportedUsd;
    return { costUsd, isLeast: false, priceVersion: reportedVersion, longPromptAbove };
  }
  if (found === null || ownTokens === null) return unknownBill;
  return { ...addRest(ownTokens, question), priceVersion: found.version, longPromptAbove };
}

const unknownBill: Bill = {
  costUsd: null,
  isLeast: true,
  priceVersion: null,
  longPromptAbove: null,
};

/** A refusal, or a count of tokens: that costs nothing at any price. */
function isNothing({ usage, served, isComplete }: BillQuestion): boolean {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  const counts = [input, output, cacheRead, cacheWrite5m, cacheWrite1h];
  return isComplete && counts.every((count) => count === 0) && served.others.length === 0;
}

/** Others have a field of that name with another meaning or currency. */
function isReporting({ provider }: PricedAccount): boolean {
  return provider === "openrouter";
}

interface Part {
  readonly usd: number;
  readonly isWhole: boolean;
  readonly longPromptAbove: number | null;
}

/** Null = such tokens have no known price, or none was counted. */
function billTokens(
  { price }: AccountPrice,
  usage: Usage,
  { account, served }: BillQuestion,
): Part | null {
  if (usage.input === null && usage.output === null) return null;
  const known = knownCost(price, usage);
  const factor = factorOf({
    seller: sellerOf(account.provider),
    priceId: price.id,
    isLongPrompt: known.longPromptAbove !== null,
    served,
  });
  return factor === null ? null : { ...known, usd: known.usd * factor };
}

function addRest(own: Part, question: BillQuestion): Pick<Bill, "costUsd" | "isLeast"> {
  const { account, served, isComplete, at } = question;
  const tools = toolCost(sellerOf(account.provider), served.serverTools);
  let usd = own.usd + tools.usd;
  let isWhole = own.isWhole && tools.isWhole && isComplete;
  for (const { model, usage } of served.others) {
    const found = findServedPrice(account, { asked: model, served: null }, at);
    const part = found === null ? null : billTokens(found, usage, question);
    usd += part?.usd ?? 0;
    isWhole &&= part?.isWhole === true;
  }
  return { costUsd: usd, isLeast: !isWhole };
}
