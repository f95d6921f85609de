/** One call to a provider, ready to be sent, and what it was made of. */
import type { Dialect } from "../base/dialect.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Loss } from "../vocabulary/loss.ts";
import type { ModelRequest } from "../read/read-request.ts";
import type { Splice } from "../read/splice.ts";
import type { LimitFinder } from "../route/model-limits.ts";
import type { Candidate } from "../route/candidate.ts";

export interface Outgoing {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** In which the provider is asked and answers. */
  readonly dialect: Dialect;
  /** The provider is asked for a stream. */
  readonly isStream: boolean;
  /** Each way in which the exchange differs from a direct one; see `x-codegate-mutations`. */
  readonly mutations: readonly string[];
  /** The gateway asked for the usage chunk, so the client must not see it. */
  readonly dropsUsageChunk: boolean;
  /** Blocks of signed thinking that were left out. */
  readonly droppedThinking: number;
  /** The provider keeps nothing of the answer for its client to build on: the gateway may. */
  readonly keepsHere: boolean;
  /** How the answer is turned back; null when the provider speaks the client's own dialect. */
  readonly crossing: Crossing | null;
  /** What the provider's dialect could not say. */
  readonly losses: readonly Loss[];
}

/** One kind of change: a name for `x-codegate-mutations`, and where the bytes change. */
export interface Mutation {
  readonly name: string;
  readonly splices: readonly Splice[];
}

export interface PrepareInput {
  readonly request: ModelRequest;
  readonly candidate: Candidate;
  readonly clientHeaders: Headers;
  /** The client's query string with its "?", or "". */
  readonly query: string;
  readonly limitsOf: LimitFinder;
  /** Another account signed the thinking in this conversation, and this one cannot read it. */
  readonly dropsThinking: boolean;
  readonly conversion: ConversionSettings;
  /** The server speaks the dialect of the request, and less of it than the request. */
  readonly wantsPlainWords: boolean;
}

/** What requests need that are written for another dialect. */
export interface ConversionSettings {
  /** 32 bytes: seals what clients give back to us and nobody else can read. */
  readonly sealingKey: () => Uint8Array;
  /** What the other dialect cannot say is refused, not left out. */
  readonly refusesLosses: boolean;
  /** Names the conversation, for the provider's prompt cache; null = it has no name. */
  readonly conversationKey: string | null;
  /** The answer is kept for its client wherever its provider does not; null = it is not. */
  readonly kept: KeptRequest | null;
}

export interface KeptRequest {
  /** The response that the client goes on from, for the answer to repeat. */
  readonly previous: string | null;
  /** By which the client can build on the answer, if its provider is of another dialect. */
  readonly id: string;
  /** What the provider would keep is masked, and nobody could bring it back. */
  readonly isGuarded: boolean;
}
