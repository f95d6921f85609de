/** `codegate explain`: who would serve a model, in which order, and why the others would not. */
import type { Caller } from "../../admit/identify-caller.ts";
import { clientNames } from "../../admit/identify-client.ts";
import type { Dialect } from "../../base/dialect.ts";
import { statusOf } from "../../base/refusal.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { detectTier } from "../../route/detect-tier.ts";
import { explainUnknownStrategy } from "../../route/warn-strategy.ts";
import { findNamed } from "../../store/change-store.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { complain, exitCodes, type Action, type Command } from "../command.ts";
import { requireStore } from "../find-store.ts";
import { explain, type Explanation } from "./explain-facts.ts";
import { describeState, showExplanation, unknownHere } from "./show-explanation.ts";

const dialects: ReadonlyMap<string, Dialect> = new Map([
  ["messages", "anthropic-messages"],
  ["chat", "openai-chat"],
  ["responses", "openai-responses"],
]);

const explainAction: Action = {
  name: "",
  operands: [],
  flags: [
    { name: "model", value: "NAME", help: "The model that a client would ask for" },
    { name: "tenant", value: "NAME", help: "Ask as this tenant, not as the owner" },
    { name: "client", value: "NAME", help: `Ask as this program: ${clientNames.join(", ")}` },
    {
      name: "api",
      value: "NAME",
      help: "messages, chat or responses (messages for Claude's names, else chat)",
    },
    { name: "json", help: "One JSON object for programs" },
  ],
  summary: "Show which account would serve a model, and why",
  details: [
    "Nothing is sent. It goes by the database, with the rests and quota windows that the gateway has saved there, whether one runs or not.",
    "A Claude subscription serves Claude Code only: without --client it is passed over, and so is every account that is kept for some programs.",
    "The exit code is 0 when somebody can serve.",
  ],
  examples: [
    "explain --model claude-opus-4-6 --client claude-code",
    "explain --model gpt-5.5 --tenant alice --json",
  ],
  run(words, { terminal, place, program, now }) {
    const model = words.value("model");
    if (model === undefined) {
      const sentence = `"explain" needs a model: ${program} explain --model claude-opus-4-6`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const api = words.value("api") ?? (detectTier(model) === null ? "chat" : "messages");
    const dialect = dialects.get(api.toLowerCase());
    if (dialect === undefined) {
      const sentence = `--api must be one of ${[...dialects.keys()].join(", ")}.`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const client = words.value("client")?.toLowerCase() ?? null;
    if (client !== null && !clientNames.includes(client)) {
      const sentence = `--client must be one of ${clientNames.join(", ")}.`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const at = now();
    const caller = (snapshot: Snapshot) => callerOf(words.value("tenant"), snapshot);
    const explanation = explain({ model, dialect, client, caller }, place, at);
    if (!explanation.ok) return complain(terminal, explanation.failure);
    const { out } = terminal;
    if (words.has("json")) {
      const facts = {
        model,
        api: api.toLowerCase(),
        client,
        tenant: words.value("tenant") ?? null,
      };
      out.line(JSON.stringify({ ...facts, ...toJson(explanation.value, at) }, null, 2));
    } else showExplanation(explanation.value, at, out);
    return explanation.value.decision.ok ? exitCodes.done : exitCodes.failed;
  },
};

export const explainCommand: Command = {
  name: "explain",
  summary: explainAction.summary,
  actions: [explainAction],
};

function callerOf(
  name: string | undefined,
  { tenantsByKeyDigest }: Snapshot,
): Result<Caller, string> {
  if (name === undefined) return success({ kind: "local" });
  const tenant = findNamed([...tenantsByKeyDigest.values()], name, "tenant");
  if (!tenant.ok) return tenant;
  const { enabled, name: title } = tenant.value;
  if (!enabled) return failed(`The tenant ${title} is switched off: its requests are refused.`);
  return success({ kind: "tenant", tenant: tenant.value });
}

function toJson({ decision, candidates, problems, snapshot }: Explanation, now: number): object {
  const plan = decision.ok ? decision.value : null;
  const configId = plan?.configId ?? null;
  const skips = decision.ok ? decision.value.skips : decision.failure.skips;
  const unknown = plan?.unknownStrategy ?? null;
  return {
    tier: plan?.tier ?? null,
    config: configId === null ? null : (snapshot.configs.get(configId)?.name ?? null),
    strategy: plan?.strategy ?? null,
    problems: [
      ...(plan === null || unknown === null
        ? []
        : [explainUnknownStrategy(unknown, plan.strategy)]),
      ...problems,
    ],
    candidates: candidates.map((each) => {
      const { candidate, restMs, rest, parkedUntil, headroom, spent, outputLimit } = each;
      const { account, provider, model } = candidate;
      const { word, why } = describeState(each, now);
      return {
        account: account.name,
        account_id: account.id,
        provider: provider.id,
        model,
        state: word,
        why: why === "" ? null : why,
        rests_for_seconds: Math.ceil(restMs / 1_000),
        next_try: restMs > 0 && rest !== null ? time(rest.nextTryAt) : null,
        quota_used_up_until: time(parkedUntil),
        quota_left: headroom,
        spent_this_month_usd: spent.usd,
        spent_is_at_least: spent.isLeast,
        monthly_budget_usd: account.monthlyBudget,
        output_limit: outputLimit,
      };
    }),
    passed_over: skips.map(({ account, kind, reason, waitMs }) => ({
      account: account.name,
      account_id: account.id,
      kind,
      reason,
      wait_seconds: waitMs === null ? null : Math.ceil(waitMs / 1_000),
    })),
    refusal: decision.ok
      ? null
      : { status: statusOf(decision.failure.kind), message: decision.failure.message },
    note: unknownHere,
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
