import type { Dialect } from "../base/dialect.ts";

export interface OpenOptions {
  readonly firstContentTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

export interface OpenInput {
  readonly response: Response;
  readonly dialect: Dialect;
  /** A stream was asked for. */
  readonly isStream: boolean;
  /** Cancels the upstream request, for a reason in words. */
  readonly abort: (reason: string) => void;
}
