/** What has to be remembered of a converted request so that its answer can be converted back. */
import type { Dialect } from "../base/dialect.ts";
import type { JsonObject } from "./json.ts";

export interface Crossing {
  readonly from: Dialect;
  readonly to: Dialect;
  /** The model as the client named it: answers say this name. */
  readonly clientModel: string;
  readonly wantsStreamUsage: boolean;
  /** See `Conversation.usesFunctions`. */
  readonly usesFunctions: boolean;
  /** Names the client gave its tools, by the names the provider was told where they differ. */
  readonly toolNames: ReadonlyMap<string, ClientTool>;
  /**
   * An instruction such as "answer as this JSON" had to be carried by a forced tool of this name:
   * its input is the text of the answer. Null = no.
   */
  readonly formatTool: string | null;
  /**
   * The client asked for the conversation to be summed up (Responses' `compaction_trigger`): the
   * text of the answer becomes one compaction item, sealed with `sealCompaction`.
   */
  readonly isCompaction: boolean;
  /** Items that precede the summary where an endpoint was asked for it; null = it was not. */
  readonly compacted: readonly JsonObject[] | null;
  /** What the answer is called; null = as its provider calls it. */
  readonly answerId: string | null;
  /** Fields of the request that a Responses answer repeats (tools, tool_choice, ...). */
  readonly echo: Readonly<Record<string, unknown>>;
}

/** How the client calls one of its tools. */
export interface ClientTool {
  readonly name: string;
  /** "tool-search" is Responses' client-side search: its calls are items of their own kind. */
  readonly kind: "function" | "custom" | "tool-search";
  readonly namespace: string | null;
}
