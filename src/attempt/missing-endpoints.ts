/**
 * Servers of the user's own that speak a dialect in general and lack its endpoint here: many have
 * only Chat Completions. They are asked in their provider's first dialect instead, at once and for
 * a day without asking again.
 */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import { findOffer, usesOwnAddress } from "../provider/find-offer.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Trouble } from "./trouble.ts";

export interface MissingEndpoints {
  /** The candidate in the dialect in which it can be asked. */
  reached(candidate: Candidate): Candidate;
  /** True when the answer says that there is no such endpoint, and there is another way to ask. */
  learn(candidate: Candidate, outgoing: Outgoing, trouble: Trouble): boolean;
}

export function createMissingEndpoints(now: () => number): MissingEndpoints {
  /** Until when nobody is asked there, by dialect and address. */
  const known = new Map<string, number>();

  function note(key: string): void {
    if (known.size >= limits.missingEndpointsKept) known.clear();
    known.set(key, now() + limits.missingEndpointMs);
  }

  return {
    reached(candidate) {
      if (known.size === 0) return candidate;
      const until = known.get(keyOf(candidate, candidate.dialect)) ?? 0;
      return until > now() ? (inFirstDialect(candidate) ?? candidate) : candidate;
    },
    learn(candidate, { dialect, crossing }, trouble) {
      if (crossing !== null || !saysMissing(trouble)) return false;
      if (inFirstDialect(candidate) === null) return false;
      note(keyOf(candidate, dialect));
      return true;
    },
  };
}

function keyOf({ offer }: Candidate, dialect: Dialect): string {
  return `${dialect} ${offer.base}`;
}

/** Null where nothing can be missing: the provider's own address, or dialects the user has named. */
function inFirstDialect(candidate: Candidate): Candidate | null {
  const { account, provider, dialect } = candidate;
  const { primary } = provider;
  const isCertain = account.dialects !== null || usesOwnAddress(account) || dialect === primary;
  const offer = isCertain ? null : findOffer(account, primary);
  return offer === null ? null : { ...candidate, dialect: primary, offer };
}

const statuses: ReadonlySet<number> = new Set([404, 405]);

/** Wordings of servers that have no such door: FastAPI, llama.cpp, Go, Express, OpenAI, LM Studio. */
const wordings: readonly RegExp[] = [
  /^(?:404 )?(?:file |page )?not found\.?$/i,
  /^method not allowed\.?$/i,
  /\bcannot post \//i,
  /\b(?:unexpected|unknown|invalid|no such) (?:endpoint|path|route|url)\b/i,
];

/** How much of an answer without an error object is looked at, bytes. */
const textBytes = 500;

/** Other words, such as those about a model that is not there, come from the endpoint itself. */
function saysMissing(trouble: Trouble): boolean {
  if (trouble.kind !== "refused" || trouble.answer.kind !== "whole") return false;
  const { bytes } = trouble.answer;
  const text = trouble.error.message || new TextDecoder().decode(bytes.subarray(0, textBytes));
  // LM Studio says it with status 200.
  const mayBe = statuses.has(trouble.status) || trouble.answer.status === 200;
  return mayBe && wordings.some((wording) => wording.test(text.trim()));
}
