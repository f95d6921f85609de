/** Headers of an answer that clients read, under the names of their own dialect. */
import type { Dialect } from "../base/dialect.ts";

const shared: readonly string[] = ["retry-after", "retry-after-ms", "x-should-retry"];
const kinds = ["requests", "tokens"] as const;
const facets = ["limit", "remaining", "reset"] as const;

export interface HeaderCrossing {
  /** The client's dialect. */
  readonly from: Dialect;
  /** The provider's. */
  readonly to: Dialect;
}

/** `now` in milliseconds since the epoch: Anthropic says when a limit resets, OpenAI how soon. */
export function convertHeaders(
  upstream: Headers,
  { from, to }: HeaderCrossing,
  now: number,
): Headers {
  const headers = new Headers();
  for (const name of shared) copy(upstream, name, headers, name);
  // Anthropic's clients know whole seconds only.
  const waitMs = Number(upstream.get("retry-after-ms") ?? Number.NaN);
  if (!headers.has("retry-after") && Number.isFinite(waitMs)) {
    headers.set("retry-after", String(Math.ceil(waitMs / 1_000)));
  }
  const requestId = readRequestId(upstream);
  if (requestId !== null) {
    headers.set(isAnthropic(from) ? "request-id" : "x-request-id", requestId);
  }
  for (const kind of kinds) {
    for (const facet of facets) {
      const given = limitName(kind, facet, to);
      const value = upstream.get(given);
      const name = limitName(kind, facet, from);
      const converted =
        value === null || facet !== "reset" || name === given
          ? value
          : convertReset(value, from, now);
      if (converted !== null) headers.set(name, converted);
    }
  }
  return headers;
}

export function readRequestId(upstream: Headers): string | null {
  return upstream.get("request-id") ?? upstream.get("x-request-id");
}

function isAnthropic(dialect: Dialect): boolean {
  return dialect === "anthropic-messages";
}

function copy(source: Headers, sourceName: string, target: Headers, name: string): void {
  const value = source.get(sourceName);
  if (value !== null) target.set(name, value);
}

function limitName(kind: string, facet: string, dialect: Dialect): string {
  return isAnthropic(dialect)
    ? `anthropic-ratelimit-${kind}-${facet}`
    : `x-ratelimit-${facet}-${kind}`;
}

function convertReset(value: string, client: Dialect, now: number): string | null {
  if (isAnthropic(client)) {
    const waitMs = readDuration(value);
    return waitMs === null ? null : new Date(now + waitMs).toISOString();
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : writeDuration(Math.max(0, at - now));
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "12ms", "6m0s", "1h2m3.5s" in milliseconds; null when it is something else. */
function readDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    sum += Number(number) * (unitMs[unit ?? ""] ?? 0);
  }
  return sum;
}

function writeDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds}ms`;
  const seconds = Math.ceil(milliseconds / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
