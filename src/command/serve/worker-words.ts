/** What the processes of one gateway say to each other. */
import type { News } from "../../peers/peers.ts";

/** The word that starts this program as a worker; not for people. */
export const workerWord = "serve-worker";

export type FromWorker =
  | { readonly kind: "listening" }
  /** It cannot serve; sentences for people. */
  | { readonly kind: "failed"; readonly problems: readonly string[] }
  | { readonly kind: "news"; readonly news: readonly News[] };

export type ToWorker =
  { readonly kind: "stop" } | { readonly kind: "news"; readonly news: readonly News[] };
