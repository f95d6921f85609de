/** Guardrails: what a request holds that may not be sent is masked before anything else sees it. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { GuardTrouble } from "../guard/guard.ts";
import { guardrails } from "../guard/lazy-guard.ts";
import type { RestoreTools } from "../guard/restore/restore-json.ts";
import { moveRequest } from "../read/move-request.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Snapshot, Tenant } from "../store/snapshot.ts";
import { goesOnAtProvider, staysAtProvider } from "./provider-state.ts";
import type { Rooms } from "./rooms.ts";

export interface ProtectInput {
  readonly request: ModelRequest;
  readonly requestId: string;
  readonly caller: Caller;
  readonly snapshot: Snapshot;
  /** Id of the client's conversation; null when it cannot be told. */
  readonly conversation: string | null;
}

export interface Protected {
  /** The request as everything after the door sees it: attempts, conversions, rows and logs. */
  readonly request: ModelRequest;
  /** The way back for its answer; null = guardrails are off. */
  readonly restoring: RestoreTools | null;
  /** What is not as the client sent it, in words of `x-codegate-mutations`. */
  readonly guardMutations: readonly string[];
}

export function protect(
  { request, requestId, caller, snapshot, conversation }: ProtectInput,
  rooms: Rooms,
): Result<Protected, Refusal> {
  const tenant = caller.kind === "tenant" ? caller.tenant : null;
  const rules = rooms.guardRules(snapshot, tenant);
  const who = { tenant: tenant?.id ?? "", remoteTools: remoteToolsOf(tenant, snapshot) };
  if (!rules.enabled) {
    // Switched off since: what the provider keeps is masked all the same.
    const restoring = goesOnAtProvider(request) ? rooms.guard().recall(who) : null;
    return success({ request, restoring, guardMutations: [] });
  }
  const { bytes, dialect } = request;
  const guarded = rooms.guard().protect({
    bytes,
    dialect,
    ...who,
    conversation,
    rules,
    staysAtProvider: staysAtProvider(request),
  });
  if (!guarded.ok) {
    count(guarded.failure, rooms);
    return failed(explain(guarded.failure));
  }
  const { restoring, counts, splices } = guarded.value;
  const isMasked = guarded.value.bytes !== bytes;
  rooms.meters.add("codegate_guard_requests_total", { result: isMasked ? "masked" : "clean" });
  tell(counts, requestId, rooms);
  const masked = isMasked ? moveRequest(request, guarded.value.bytes, splices) : request;
  // After masking: our own words are never looked at, and no decision is kept for them.
  const told = rules.tellsModel ? guardrails().addHint(masked) : success(masked);
  if (!told.ok) return told;
  const guardMutations = [
    ...(isMasked ? ["guardrails"] : []),
    ...(told.value === masked ? [] : ["guardrails.hint"]),
  ];
  return success({ request: told.value, restoring, guardMutations });
}

export function remoteToolsOf(tenant: Tenant | null, { settings }: Snapshot): string {
  return tenant?.settings.get(remoteSetting) ?? settings.get(remoteSetting) ?? "";
}

/** Setting: names of tools that send what they get away from the machine. */
const remoteSetting = "privacy_remote_tools";

/** How often, and by whom: of what was found nothing is counted or logged. */
function tell(counts: ReadonlyMap<string, number>, request: string, rooms: Rooms): void {
  if (counts.size === 0) return;
  for (const [detector, amount] of counts) {
    rooms.meters.add("codegate_guard_findings_total", { detector }, amount);
  }
  rooms.logger.info("guardrails found something", { request, ...Object.fromEntries(counts) });
}

function count(trouble: GuardTrouble, { meters }: Rooms): void {
  const result = trouble.kind === "blocked" ? "blocked" : "failed";
  meters.add("codegate_guard_requests_total", { result });
  if (trouble.kind !== "blocked") return;
  meters.add("codegate_guard_blocked_total", { detector: trouble.detector });
}

/** Fail closed: what could not be looked at, or may not leave, is not sent. */
function explain(trouble: GuardTrouble): Refusal {
  if (trouble.kind === "key") return explainKey(trouble.sentence);
  const { detector, place } = trouble;
  return {
    kind: "invalid_request",
    message:
      `Guardrail ${detector} forbids sending what stands at ${place}; nothing was sent. ` +
      `Take it out, or change codegate_guardrail_${detector}_policy.`,
    retryable: false,
  };
}

export function explainKey(sentence: string): Refusal {
  const message = `The key of the guardrails cannot be used; nothing was sent. ${sentence}`;
  return { kind: "unavailable", message, retryable: false };
}
