/** POST /codegate/guard/test: what the guardrails would make of a text. Nothing is sent or kept. */
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import { guardrails } from "../guard/lazy-guard.ts";
import { readBody } from "../read/read-body.ts";
import { findTenant } from "../store/find-tenant.ts";
import { admitOwner } from "./admit-owner.ts";
import type { Arrival } from "./arrive.ts";
import { explainKey } from "./protect.ts";
import type { Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

export async function serveGuardTest(arrival: Arrival, rooms: Rooms): Promise<Response> {
  const tried = await tryGuard(arrival, rooms);
  if (tried.ok) return Response.json(tried.value, { headers: { "cache-control": "no-store" } });
  return turnAway(arrival, tried.failure, rooms);
}

interface Question {
  readonly text: string;
  /** Id or name of the tenant whose settings and tokens count; absent = the caller without one. */
  readonly tenant?: string;
}

async function tryGuard(arrival: Arrival, rooms: Rooms): Promise<Result<unknown, Refusal>> {
  const snapshot = admitOwner(arrival, rooms, "try the guardrails");
  if (!snapshot.ok) return snapshot;
  const body = await readBody(arrival.request, limits.guardTestBytes);
  if (!body.ok) return body;
  const question = parseQuestion(body.value.bytes);
  if (!question.ok) return question;
  const tenant = findTenant(question.value.tenant, snapshot.value);
  if (!tenant.ok) return failed(invalid(tenant.failure));
  const { rules, isOn } = guardrails().rulesToTry(snapshot.value.settings, tenant.value?.settings);
  const tenantId = tenant.value?.id ?? "";
  const tried = rooms.guard().tryText(question.value.text, { tenant: tenantId, rules });
  if (!tried.ok) return failed(explainKey(tried.failure));
  return success({ enabled: isOn, complaints: rules.complaints, ...tried.value });
}

function parseQuestion(bytes: Uint8Array): Result<Question, Refusal> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isQuestion(value)) return success(value);
  } catch (error) {
    // What is neither JSON nor UTF-8. The message would quote the text.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  return failed(invalid('Send JSON of the form {"text": "…"}, with "tenant": "NAME" if you like.'));
}

function isQuestion(value: unknown): value is Question {
  if (typeof value !== "object" || value === null) return false;
  const { text, tenant } = value as Record<string, unknown>;
  return typeof text === "string" && (tenant === undefined || typeof tenant === "string");
}

function invalid(message: string): Refusal {
  return { kind: "invalid_request", message, retryable: false };
}
