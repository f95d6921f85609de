import type { Usage } from "../base/usage.ts";
import type { Served } from "../base/served.ts";
import type { Loss } from "../vocabulary/loss.ts";
import type { StreamWatcher } from "../stream/watch-stream.ts";

/** What a provider answered, before the client has seen any of it. */
export type UpstreamAnswer = WholeAnswer | StreamAnswer;

export interface WholeAnswer {
  readonly kind: "whole";
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The provider's usage object as it stands in the body; undefined without one. */
  readonly usage: unknown;
  readonly served: Served;
  /** The same in the client's dialect; null when it is spoken by the provider. */
  readonly converted: ConvertedBody | null;
}

/** A whole answer, or a stream of which all has come, as the client gets it. */
export interface ConvertedBody {
  readonly bytes: Uint8Array;
  readonly isStream: boolean;
  /** What the provider counted; null = unknown. */
  readonly usage: Usage | null;
  readonly losses: readonly Loss[];
}

export interface StreamAnswer {
  readonly kind: "stream";
  readonly status: number;
  readonly headers: Headers;
  /** Bytes that were read to find the first content; they belong before what follows. */
  readonly held: readonly Uint8Array[];
  /** The rest of the body; null when it has ended already. */
  readonly reader: ReadableStreamDefaultReader<Uint8Array> | null;
  /** Has seen `held`. */
  readonly watcher: StreamWatcher;
  /** Cancels the upstream request. */
  readonly abort: (reason: string) => void;
}
