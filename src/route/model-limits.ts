/**
 * What a model reads and writes at most. The setting `codegate_model_limits` counts first, then the
 * table `model_limits`, then the file of models (`prices/prices.json`). The setting is a JSON object
 * from model ids to tokens: {"my-model": {"output": 8192, "context": 32768}}; an output of 0 means
 * that no limit is known.
 */
import { isCount, isRecord } from "../base/json-fields.ts";
import { jsonOr } from "../base/json-or.ts";
import { failed, success, type Result } from "../base/result.ts";
import { findModelFacts } from "../prices/find-price.ts";
import { usesOwnAddress } from "../provider/find-offer.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import { findOutputLimit } from "./find-output-limit.ts";

export const modelLimitsSetting = "codegate_model_limits";

export interface ModelLimits {
  /** Tokens; null = not known. */
  readonly output: number | null;
  readonly context: number | null;
}

export type LimitFinder = (account: Account, model: string) => ModelLimits;

interface SaidLimits {
  readonly output: ReadonlyMap<string, number>;
  readonly context: ReadonlyMap<string, number>;
}

const nothingSaid: SaidLimits = { output: new Map(), context: new Map() };
const nothingKnown = { outputTokens: null, contextTokens: null };

/** Reads the setting anew only when it has changed; what is wrong with it is told once. */
export function createModelLimits(
  warn: (problem: string) => void,
): (snapshot: Snapshot) => LimitFinder {
  let known: string | undefined;
  let said = nothingSaid;
  return ({ settings, maxOutputTokens }) => {
    const text = settings.get(modelLimitsSetting);
    if (text !== known) {
      known = text;
      const parsed = parseModelLimits(text ?? "");
      said = parsed.ok ? parsed.value : nothingSaid;
      if (!parsed.ok) warn(parsed.failure);
    }
    return finder(said, maxOutputTokens);
  };
}

function finder(said: SaidLimits, table: ReadonlyMap<string, number>): LimitFinder {
  return (account, model) => {
    const own = findOutputLimit(model, said.output);
    // A server of the user's own may have another model under a known name.
    const known = usesOwnAddress(account)
      ? (findModelFacts(account.provider, model) ?? nothingKnown)
      : nothingKnown;
    const found = own ?? findOutputLimit(model, table) ?? known.outputTokens;
    return {
      output: found === 0 ? null : found,
      context: findOutputLimit(model, said.context) ?? known.contextTokens,
    };
  };
}

const wanted = `${modelLimitsSetting} must be JSON such as {"my-model": {"output": 8192, "context": 32768}}`;

/** Limits that cannot be read are none at all, and the failure says what to write. */
export function parseModelLimits(text: string): Result<SaidLimits, string> {
  if (text === "") return success(nothingSaid);
  const parsed = jsonOr(text, null);
  if (!isRecord(parsed)) return failed(wanted);
  const output = new Map<string, number>();
  const context = new Map<string, number>();
  for (const [model, each] of Object.entries(parsed)) {
    const fields = isRecord(each) ? each : { output: each };
    for (const [name, value] of Object.entries(fields)) {
      const target = name === "output" ? output : name === "context" ? context : null;
      if (target === null || !isCount(value)) return failed(`${wanted}; see "${model}"`);
      target.set(model, value);
    }
  }
  return success({ output, context });
}
