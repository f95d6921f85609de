/** No account can serve: what to tell the client, with the true reason and the true wait. */
import type { Dialect } from "../base/dialect.ts";
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
  const waits = skips.map(({ waitMs }) => waitMs).filter((wait) => wait !== null);
  const message = `No account can serve ${asked.model} over ${dialectNames[asked.dialect]}: ${list(skips)}`;
  if (waits.length > 0) {
    const retryAfterSeconds = Math.max(1, Math.ceil(Math.min(...waits) / 1_000));
    return { kind: "rate_limit", message, retryAfterSeconds };
  }
  const isBudget = skips.some(({ kind }) => kind === "budget");
  return { kind: isBudget ? "rate_limit" : "unavailable", message, retryable: false };
}

function list(skips: readonly Skip[]): string {
  const named = skips
    .slice(0, namedAtMost)
    .map(({ account, reason }) => `"${account.name}" ${reason.replace(/\.$/, "")}`);
  const more = skips.length - named.length;
  return `${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}
