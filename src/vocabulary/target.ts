import type { Capabilities } from "../provider/capability-set.ts";
import type { Conversation } from "./conversation.ts";
import type { SettledConversation } from "./settle-turns.ts";
import type { JsonObject } from "./json.ts";
import type { Notes } from "./notes.ts";
import type { ToolNames } from "./tool-names.ts";

/** Whom a request is written for. */
export interface Target {
  /** The provider's name of the model. */
  readonly model: string;
  readonly provider: string;
  readonly capabilities: Capabilities;
  /** Most output tokens that may be asked for; null = no limit known. */
  readonly outputLimit: number | null;
  /** The gateway's own key of the conversation, for prompt caching; null = none. */
  readonly conversationKey: string | null;
}

/** What a writer of requests works with. */
export interface WriteContext {
  readonly conversation: Conversation;
  readonly settled: SettledConversation;
  readonly target: Target;
  readonly names: ToolNames;
  readonly notes: Notes;
}

export interface WrittenRequest {
  readonly body: JsonObject;
  readonly headersToAdd: Readonly<Record<string, string>>;
  /** See `Crossing.formatTool`. */
  readonly formatTool: string | null;
}

/** What a reader of requests works with. */
export interface ReadContext {
  /** 32 bytes that open compactions; null = none can be opened. */
  readonly key: Uint8Array | null;
  /** The same for carried thinking; null also when whoever is asked could not read it. */
  readonly thinkingKey: Uint8Array | null;
  readonly notes: Notes;
}
