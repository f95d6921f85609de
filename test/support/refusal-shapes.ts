/** How refusals of providers are written down for tables. */
import type { RefusalCause } from "../../src/attempt/refusal-cause.ts";
import type { Dialect } from "../../src/base/dialect.ts";

export interface SeenRefusal {
  readonly provider: string;
  readonly what: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Its provider's own unless given. */
  readonly dialect?: Dialect;
  readonly cause: RefusalCause;
  /** Milliseconds that it asks to be left alone; null = it does not say. */
  readonly waitMs?: number | null;
  /** Part of what people read of it. */
  readonly says: string;
}

/** 2026-11-29, noon. */
export const now = Date.UTC(2026, 10, 29, 12);
export const minute = 60_000;
export const hour = 60 * minute;

export type Seen = Omit<SeenRefusal, "provider">;

export function by(provider: string, seen: readonly Seen[]): readonly SeenRefusal[] {
  return seen.map((each) => ({ provider, ...each }));
}

/** Anthropic's shape, which many speak. */
export function messagesError(type: string, message: string) {
  return { type: "error", error: { type, message }, request_id: "req_011CAbc" };
}

/** OpenAI's. */
export function chatError(type: string, code: string | null, message: string) {
  return { error: { message, type, param: null, code } };
}
