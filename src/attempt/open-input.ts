import type { Gather } from "../base/gather.ts";
import type { Dialect } from "../base/dialect.ts";

export interface OpenOptions {
  readonly firstContentTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Awaited before a whole answer is looked at; without it that happens at once. */
  readonly gather?: Gather;
}

export interface OpenInput {
  readonly response: Response;
  readonly dialect: Dialect;
  /** A stream was asked for. */
  readonly isStream: boolean;
  /** The answer is converted, so that a stream can be made of a whole one and the reverse. */
  readonly takesEither: boolean;
  /** Cancels the upstream request, for a reason in words. */
  readonly abort: (reason: string) => void;
}
