/** No account can serve: what to tell the client, with the true reason and the true wait. */
import type { Dialect } from "../base/dialect.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import type { Skip } from "./candidate.ts";

const dialectNames: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "Anthropic Messages",
  "openai-chat": "OpenAI Chat Completions",
  "openai-responses": "OpenAI Responses",
};

const namedAtMost = 3;

export function explainSkips(
  skips: readonly Skip[],
  asked: { readonly model: string; readonly dialect: Dialect },
): Refusal {
  if (skips.length === 0) {
    return {
      kind: "unavailable",
      message:
        "CodeGate has no accounts yet. Add one with: codegate accounts add --provider anthropic " +
        "(or openai, openrouter, ... ; `codegate accounts add --help` explains)",
      retryable: false,
    };
  }
  const [own, ...others] = skips.filter(({ waitMs, refusal }) => waitMs !== null || refusal);
  const isCallers = others.every(({ refusal }) => refusal !== undefined);
  if (own?.refusal !== undefined && isCallers) return own.refusal;
  const waits = skips.map(({ waitMs }) => waitMs).filter((wait) => wait !== null);
  const message = `No account can serve ${asked.model} over ${dialectNames[asked.dialect]}: ${list(skips)}`;
  if (waits.length === 0) return { kind: "unavailable", message, retryable: false };
  const waitMs = Math.min(...waits);
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  // No client waits for the next month; it must not try again and again until then either.
  const isFar = waitMs > limits.retryAfterLongestMs;
  return {
    kind: "rate_limit",
    message,
    retryAfterSeconds,
    ...(isFar ? { retryable: false } : {}),
  };
}

function list(skips: readonly Skip[]): string {
  const named = skips
    .slice(0, namedAtMost)
    .map(({ account, reason }) => `"${account.name}" ${reason.replace(/\.$/, "")}`);
  const more = skips.length - named.length;
  return `${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}
