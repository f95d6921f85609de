/** A question about a response, put to the account that made it and to nobody else. */
import { responseStateSetting, settingsFor } from "../admit/caller-settings.ts";
import { identifyClient } from "../admit/identify-client.ts";
import { askKeeper } from "../attempt/ask-keeper.ts";
import type { Refusal } from "../base/refusal.ts";
import { guardrails } from "../guard/lazy-guard.ts";
import { buildHeaders } from "../provider/build-headers.ts";
import { buildUrl } from "../provider/build-url.ts";
import { findOffer, providerOf } from "../provider/find-offer.ts";
import { responseHeaders } from "../relay/response-headers.ts";
import { checkAccess } from "../route/check-access.ts";
import type { Account } from "../store/snapshot.ts";
import { findOwner } from "./find-owner.ts";
import { remoteToolsOf } from "./protect.ts";
import type { Rooms } from "./rooms.ts";
import type { ResponseQuestion } from "./response-question.ts";

export async function fetchFromKeeper(
  question: ResponseQuestion,
  rooms: Rooms,
): Promise<Response | Refusal> {
  const { caller, endpoint, snapshot, arrival } = question;
  const owner = await findOwner(caller, endpoint.id, rooms);
  if (owner === null) return unknown(question);
  const account = snapshot.accounts.get(owner.accountId);
  const offer = account === undefined ? null : findOffer(account, "openai-responses");
  if (account === undefined || offer === null) return unreachable(account, "is gone");
  const reason = whyNot(account, question, rooms);
  if (reason !== null) return unreachable(account, reason);
  if (new URLSearchParams(arrival.query).get("stream") === "true") return notStreamed;
  const current = await rooms.custody.current(account);
  const { headers, method, signal } = arrival.request;
  const call = {
    method: method === "DELETE" ? ("DELETE" as const) : ("GET" as const),
    url: urlOf(question, offer.base, providerOf(account).unversioned),
    headers: buildHeaders({
      client: headers,
      account: current,
      auth: offer.auth,
      dialect: "openai-responses",
    }),
    account: current,
    leaveSignal: signal,
  };
  const answer = await askKeeper(call, rooms.sending);
  if (!answer.ok || (answer.value.status >= 300 && answer.value.status < 400)) {
    return unreachable(account, "could not be asked");
  }
  const bytes = restored(answer.value.bytes, question, rooms);
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    status: answer.value.status,
    headers: headersOf(answer.value.headers, account, question),
  });
}

/** What the provider keeps is masked. */
function restored(
  bytes: Uint8Array,
  { caller, snapshot }: ResponseQuestion,
  { guard }: Rooms,
): Uint8Array {
  const tenant = caller.kind === "tenant" ? caller.tenant : null;
  const remoteTools = remoteToolsOf(tenant, snapshot);
  const restoring = guard().recall({ tenant: tenant?.id ?? "", remoteTools });
  return restoring === null
    ? bytes
    : guardrails().restoreBody(bytes, "openai-responses", restoring);
}

function whyNot(account: Account, { caller, arrival }: ResponseQuestion, rooms: Rooms) {
  if (!account.enabled) return "is switched off";
  if (account.unusableReason !== null) return account.unusableReason;
  const client = identifyClient(arrival.request.headers);
  return checkAccess(account, { caller, client }, rooms.now())?.reason ?? null;
}

function urlOf({ endpoint, arrival }: ResponseQuestion, base: string, unversioned: boolean) {
  const root = buildUrl({ base, operation: "responses", query: "", unversioned });
  const part = endpoint.part === "whole" ? "" : `/${endpoint.part}`;
  return `${root}/${encodeURIComponent(endpoint.id)}${part}${arrival.query}`;
}

function headersOf(upstream: Headers, account: Account, question: ResponseQuestion): Headers {
  const { caller, arrival } = question;
  return responseHeaders({
    upstream,
    isStream: false,
    requestId: arrival.id,
    accountName: account.name,
    strategy: "direct",
    tenantName: caller.kind === "tenant" ? caller.tenant.name : null,
    mutations: [],
    losses: null,
    route: `${account.name}: keeps the response`,
  });
}

function unknown({ endpoint, caller, snapshot }: ResponseQuestion): Refusal {
  const isOn = settingsFor(caller, snapshot).keepsResponses;
  const advice = isOn ? "" : ` Set ${responseStateSetting} to keep so that CodeGate keeps them.`;
  const message = `Response with id '${endpoint.id}' not found.${advice}`;
  return { kind: "not_found", message, retryable: false };
}

function unreachable(account: Account | undefined, reason: string): Refusal {
  const name = account === undefined ? "that made it" : `"${account.name}"`;
  const message = `Only account ${name} keeps this response, and it ${reason}.`;
  return { kind: "unavailable", message, retryable: false };
}

const notStreamed: Refusal = {
  kind: "invalid_request",
  message: "CodeGate gives responses that are kept in one piece; ask for it without stream.",
  retryable: false,
};
