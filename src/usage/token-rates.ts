/** What has been learnt of how many tokens a model makes of its prompts. */
import { hold } from "../base/lent-memory.ts";
import { loadOnce } from "../base/load-once.ts";
import { limits } from "../base/limits.ts";
import { parseSpan } from "../read/parse-span.ts";
import {
  estimateTokens,
  firstRate,
  learnRate,
  measurePrompt,
  parseRate,
  type TokenRate,
} from "./estimate-tokens.ts";

export interface TokenRates {
  /** Tokens of the prompt in a request's body, rather too many than too few. */
  estimate(model: string, body: Uint8Array): number;
  /**
   * A request is being answered. Wants to hear at the end how many tokens its prompt had, cached
   * ones included; null = unknown. Streams go on for long: only one at a time keeps its body.
   */
  learnFrom(model: string, body: Uint8Array): LearnTokens;
}

export type LearnTokens = (tokens: number | null) => void;

export interface SavedRate {
  /** The model's name. */
  readonly key: string;
  /** JSON. */
  readonly value: string;
}

export interface TokenRatesInput {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Keeps a model's rate beyond a restart. */
  readonly save: (model: string, rate: string, expiresAt: number) => void;
  /** What was saved; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly SavedRate[] | null;
}

interface Known {
  readonly rate: TokenRate;
  readonly learntAt: number;
}

export function createTokenRates({ now, save, load }: TokenRatesInput): TokenRates {
  const known = new Map<string, Known>();
  /** Models of which a request is being answered whose tokens are awaited, and since when. */
  const learning = new Map<string, number>();

  /** What this process has learnt itself is newer than what was saved. */
  const loadSaved = loadOnce(load, (saved) => {
    for (const { key, value } of saved) {
      const rate = parseRate(value);
      const learntAt = never;
      if (rate !== null && !known.has(key)) known.set(key, { rate, learntAt });
    }
  });

  function rateOf(model: string): TokenRate {
    loadSaved();
    return known.get(model)?.rate ?? firstRate(model);
  }

  function learn(model: string, body: Uint8Array, tokens: number): void {
    const learntAt = now();
    const parsed = parse(body);
    if (readsMore(parsed)) return;
    const former = rateOf(model);
    const rate = learnRate(former, measurePrompt(parsed), tokens);
    // Names are free text of clients: too many of them begin anew.
    if (known.size >= limits.tokenRatesKept) known.clear();
    known.set(model, { rate, learntAt });
    if (rate !== former) save(model, JSON.stringify(rate), learntAt + limits.tokenRateKeptMs);
  }

  return {
    estimate: (model, body) => estimateTokens(measurePrompt(parse(body)), rateOf(model)),
    learnFrom(model, body) {
      const at = now();
      const last = Math.max(known.get(model)?.learntAt ?? never, learning.get(model) ?? never);
      // Measuring a prompt costs as much as reading it, and a model's tokens do not change.
      if (at - last < limits.tokenRateMs) return ignore;
      if (learning.size >= limits.tokenRatesKept) learning.clear();
      learning.set(model, at);
      const letGo = hold(body);
      return (tokens) => {
        learning.delete(model);
        if (tokens !== null) learn(model, body, tokens);
        letGo();
      };
    },
  };
}

const never = Number.NEGATIVE_INFINITY;
const ignore: LearnTokens = () => undefined;

/** The body has been accepted as JSON when its fields were found. */
function parse(body: Uint8Array): unknown {
  return parseSpan(body, { start: 0, end: body.length });
}

const bringing = /^(?:web_search|web_fetch|code_execution|file_search|code_interpreter|mcp)/;

/** True when the model read more than the body holds: a kept conversation, or what tools brought. */
function readsMore(body: unknown): boolean {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  const isKept = (fields["previous_response_id"] ?? fields["conversation"] ?? null) !== null;
  const tools: readonly unknown[] = Array.isArray(fields["tools"]) ? fields["tools"] : [];
  return isKept || tools.some((tool) => bringing.test(typeOf(tool)));
}

function typeOf(tool: unknown): string {
  const { type } = (tool ?? {}) as { readonly type?: unknown };
  return typeof type === "string" ? type : "";
}
