/** Settings of the database as they hold for one caller: a tenant's own value wins. */
import { createMemoryOf } from "../base/memory-of.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Caller } from "./identify-caller.ts";

/** Setting: what becomes of signed thinking before it would go to an account that did not sign it. */
export const foreignThinkingSetting = "codegate_foreign_thinking";

/** Setting: "keep" makes CodeGate keep responses that clients build on, where no provider does. */
export const responseStateSetting = "codegate_responses_state";

/** Setting: how often a tool is called in a row, with the same input, before that is a loop. */
export const loopCallsSetting = "codegate_loop_calls";

/** Fewer are no loop, and more than the most are not looked at. */
export const leastLoopCalls = 2;
export const mostLoopCalls = 99;

/** Anything but a number of at least 2 switches it off. */
function readLoopCalls(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return 0;
  const number = Number(text);
  return number < leastLoopCalls ? 0 : Math.min(number, mostLoopCalls);
}

/** It is left out, it is sent as it is, or the request stays with the account that can read it. */
export type ForeignThinkingPolicy = "drop" | "keep" | "refuse";

const policies: ReadonlyMap<string, ForeignThinkingPolicy> = new Map([
  ["drop", "drop"],
  ["keep", "keep"],
  ["refuse", "refuse"],
]);

export interface CallerSettings {
  /** Another account may be asked after an error. On unless "false". */
  readonly switchesOnError: boolean;
  /** Another account may be asked after a 429. On unless "false". */
  readonly switchesOnRateLimit: boolean;
  /** Requests are written to request_logs. Off unless "true". */
  readonly logsRequests: boolean;
  /** Bodies are written too. Off unless "true". */
  readonly logsBodies: boolean;
  /** Whole bodies are kept beside the database: with the above, or for fine-tuning alone. */
  readonly keepsBodies: boolean;
  /** How long to wait for a conversation's own account: never, cheap, balanced, patient. */
  readonly patience: string | undefined;
  readonly foreignThinking: ForeignThinkingPolicy;
  /** What another dialect cannot say is refused, not left out. Off unless "refuse". */
  readonly refusesLosses: boolean;
  /** Responses are kept for `previous_response_id`. Off unless "keep". */
  readonly keepsResponses: boolean;
  /** Calls of a tool in a row, with the same input, that make a loop; 0 = not looked for. */
  readonly loopCalls: number;
}

/** Read once for each picture and tenant: a picture never changes. */
const knownOf = createMemoryOf<Snapshot, CallerSettings>();

export function settingsFor(caller: Caller, snapshot: Snapshot): CallerSettings {
  const ofPicture = knownOf(snapshot);
  const id = caller.kind === "tenant" ? caller.tenant.id : "";
  const found = ofPicture.get(id);
  if (found !== undefined) return found;
  const settings = readSettings(caller, snapshot);
  ofPicture.set(id, settings);
  return settings;
}

function readSettings(caller: Caller, snapshot: Snapshot): CallerSettings {
  const own = caller.kind === "tenant" ? caller.tenant.settings : null;
  const value = (key: string) => own?.get(key) ?? snapshot.settings.get(key);
  const logsRequests = value("request_logging") === "true";
  const logsBodies = logsRequests && value("detailed_request_logging") === "true";
  const wantsBodies = logsBodies || value("finetune_logging") === "true";
  return {
    switchesOnError: value("auto_switch_on_error") !== "false",
    switchesOnRateLimit: value("auto_switch_on_rate_limit") !== "false",
    logsRequests,
    logsBodies,
    keepsBodies: wantsBodies && value("codegate_bodies_megabytes") !== "0",
    patience: value("codegate_patience"),
    foreignThinking: policies.get(value(foreignThinkingSetting) ?? "") ?? "drop",
    refusesLosses: value("codegate_losses") === "refuse",
    keepsResponses: value(responseStateSetting) === "keep",
    loopCalls: readLoopCalls(value(loopCallsSetting)),
  };
}
