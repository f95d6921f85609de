/** The headers that a client gets: an allow list of the provider's, and what the gateway adds. */
import type { Dialect } from "../base/dialect.ts";
import type { Loss } from "../vocabulary/loss.ts";

const passed: ReadonlySet<string> = new Set([
  "content-type",
  "request-id",
  "retry-after",
  "retry-after-ms",
  "x-request-id",
  "x-should-retry",
  "x-models-etag",
  "x-reasoning-included",
]);

/** Providers add to these families all the time, and clients read them. */
const passedPrefixes = ["anthropic-", "openai-", "x-ratelimit-", "x-codex-"] as const;

export interface ResponseFacts {
  readonly upstream: Headers;
  readonly isStream: boolean;
  readonly requestId: string;
  readonly accountName: string;
  /** The strategy's name, "+failover" appended when its first choice did not serve. */
  readonly strategy: string;
  readonly tenantName: string | null;
  readonly mutations: readonly string[];
  /** What a conversion could not say; null = nothing was converted. */
  readonly losses: readonly Loss[] | null;
  /** Why this account; see `explainRoute`. */
  readonly route: string;
  /** Sentences about what is not wrong yet. */
  readonly warnings?: readonly string[];
}

export function responseHeaders(facts: ResponseFacts): Headers {
  const headers = new Headers();
  facts.upstream.forEach((value, name) => {
    if (isPassed(name)) headers.set(name, value);
  });
  if (facts.isStream) headers.set("cache-control", "no-cache");
  headers.set("x-codegate-request-id", facts.requestId);
  headers.set(
    "x-codegate-mutations",
    facts.mutations.length === 0 ? "0" : facts.mutations.join(", "),
  );
  if (facts.losses !== null) headers.set("x-codegate-losses", lossText(facts.losses));
  headers.set("x-codegate-route", headerText(facts.route));
  const warnings = facts.warnings ?? [];
  if (warnings.length > 0) headers.set("x-codegate-warnings", headerText(warnings.join(" ")));
  headers.set("x-proxy-account", headerText(facts.accountName));
  headers.set("x-proxy-strategy", facts.strategy);
  if (facts.tenantName !== null) headers.set("x-proxy-tenant", headerText(facts.tenantName));
  return headers;
}

function isPassed(name: string): boolean {
  if (passed.has(name)) return true;
  for (const prefix of passedPrefixes) if (name.startsWith(prefix)) return true;
  return false;
}

/** Longest list of losses that is sent, characters: some servers and clients refuse long headers. */
const lossTextLength = 2_000;

function lossText(losses: readonly Loss[]): string {
  if (losses.length === 0) return "0";
  const text = losses.map(({ path, reason }) => `${path} (${reason})`).join(", ");
  return headerText(text).slice(0, lossTextLength);
}

export type WaitingFacts = Pick<ResponseFacts, "requestId" | "strategy" | "tenantName"> & {
  readonly dialect: Dialect;
};

/** The headers of an answer that is begun before anybody has answered: the rest comes in comments. */
export function waitingHeaders({
  requestId,
  dialect,
  strategy,
  tenantName,
}: WaitingFacts): Headers {
  const headers = new Headers({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-codegate-request-id": requestId,
    "x-codegate-early": "1",
    "x-proxy-strategy": strategy,
  });
  // Where SDKs look for an id; the provider's own comes in a comment.
  headers.set(dialect === "anthropic-messages" ? "request-id" : "x-request-id", requestId);
  if (tenantName !== null) headers.set("x-proxy-tenant", headerText(tenantName));
  return headers;
}

/** Names are free text; what a header cannot carry is percent-encoded as UTF-8. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replaceAll(/[^\x20-\x7e]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}
