/** Accounts under a fake clock, and the loop that requests go through to be served by one of them. */
import { unknownServed } from "../../src/base/served.ts";
import type { Outgoing } from "../../src/attempt/outgoing.ts";
import { createRateWindows } from "../../src/admit/rate-windows.ts";
import { attemptAll, type Attempt, type Attempted } from "../../src/attempt/attempt.ts";
import type { Verdict } from "../../src/attempt/judge.ts";
import type { Trouble } from "../../src/attempt/trouble.ts";
import { failed, success } from "../../src/base/result.ts";
import { findProvider } from "../../src/provider/providers.ts";
import { accountWindow, type Candidate } from "../../src/route/candidate.ts";
import { createRests } from "../../src/route/rests.ts";
import type { Asked, Plan } from "../../src/route/route.ts";
import { watchStream } from "../../src/stream/watch-stream.ts";
import { createSpend } from "../../src/route/spend.ts";
import { accountOf } from "./account.ts";

/**
 * What an account does when it is asked: a status, or a code of a broken connection, or "ok". The
 * dialect of a speechless one cannot say what the client asks.
 */
export type Behaviour =
  "ok" | "speechless" | number | "ECONNREFUSED" | "silent" | "gone" | "refused stream";

export interface Member {
  readonly name: string;
  /** In order; the last one repeats. */
  readonly does: readonly Behaviour[];
  readonly provider?: string;
  readonly headers?: Record<string, string>;
  readonly rateLimit?: number;
  /** Statuses whose cause is put right, so that it may be asked again. */
  readonly mends?: readonly number[];
  /** Called when it is asked: time may pass meanwhile. */
  readonly onAsk?: () => unknown;
}

function candidateOf({ name, provider = "anthropic", rateLimit = 0 }: Member): Candidate {
  const account = accountOf({ name, provider, rateLimit });
  return {
    account,
    provider: findProvider(provider),
    offer: { base: "http://p.test", auth: "bearer" },
    dialect: "anthropic-messages",
    model: "m",
    resting: { accountId: account.id, provider, family: "m" },
    isForAll: true,
    billing: "",
    window: accountWindow(account.id),
  };
}

function whole(status: number, headers: Record<string, string>) {
  const bytes = new TextEncoder().encode('{"error":{"type":"t","message":"no"}}');
  return {
    kind: "whole",
    served: unknownServed,
    status,
    headers: new Headers(headers),
    bytes,
    usage: undefined,
    converted: null,
  } as const;
}

const noWords = { type: "t", code: "", message: "no", resetsAt: null, resetsInSeconds: null };

const refusedStream = {
  kind: "stream",
  status: 200,
  headers: new Headers(),
  held: [],
  reader: null,
  watcher: watchStream("anthropic-messages"),
} as const;

function troubleOf(does: Behaviour, { headers = {} }: Member, aborts: string[]): Trouble {
  if (does === "silent") return { kind: "timeout", stage: "headers" };
  if (does === "refused stream") {
    const answer = { ...refusedStream, abort: (reason: string) => void aborts.push(reason) };
    return { kind: "refused", status: 500, answer, error: noWords };
  }
  if (typeof does === "string") return { kind: "connection", code: does };
  return { kind: "refused", status: does, answer: whole(does, headers), error: noWords };
}

const question: Asked = {
  model: "m",
  dialect: "anthropic-messages",
  override: { account: null, config: null },
  client: null,
  home: null,
  estimateUsd: () => null,
};

const emptyCall: Outgoing = {
  url: "",
  headers: new Headers(),
  body: new Uint8Array(),
  dialect: "anthropic-messages",
  isStream: false,
  mutations: [],
  dropsUsageChunk: false,
  droppedThinking: 0,
  keepsHere: false,
  crossing: null,
  losses: [],
};

function planFor(candidates: readonly Candidate[]): Plan {
  const [preferred] = candidates;
  if (preferred === undefined) throw new Error("an empty fleet");
  return {
    asked: question,
    tier: null,
    configId: null,
    strategy: "priority",
    unknownStrategy: null,
    preferred,
    isAtHome: false,
    candidates,
    restMs: new Map(),
    skips: [],
  };
}

/** A fleet under a fake clock that requests can be sent through one after the other. */
export function attemptFleet(
  members: readonly Member[],
  allowed: readonly string[] = ["error", "rate_limit"],
  worthMs = 0,
) {
  let now = 1_000_000;
  const asked: string[] = [];
  const pauses: number[] = [];
  const aborts: string[] = [];
  const spend = createSpend();
  const failures: { readonly attempt: Attempt; readonly verdict: Verdict }[] = [];
  const counts = new Map<string, number>();
  const rests = createRests({ now: () => now, save: () => undefined, load: () => [] });
  const windows = createRateWindows({ now: () => now });
  const plan = planFor(members.map(candidateOf));
  const memberOf = (account: string) => members.find(({ name }) => name === account);
  const request = (): Promise<Attempted> =>
    attemptAll(plan, {
      windows,
      rests,
      now: () => now,
      whyUnpaid: () => null,
      reserve: ({ account }) => spend.reserve(account.id, 1),
      worthWaitingMs: () => worthMs,
      exclusively: (work) => work(),
      pause: async (ms) => {
        pauses.push(ms);
        now += ms;
        return true;
      },
      prepare: ({ account }) =>
        memberOf(account.name)?.does[0] === "speechless"
          ? failed({ kind: "invalid_request", message: "input_audio: cannot be said" })
          : success(emptyCall),
      mend: async ({ candidate, outgoing }, trouble) => {
        const member = memberOf(candidate.account.name);
        const mends = trouble.kind === "refused" && member?.mends?.includes(trouble.status);
        return mends === true ? outgoing : null;
      },
      send: async ({ account }) => {
        asked.push(account.name);
        const member = memberOf(account.name);
        const count = counts.get(account.name) ?? 0;
        counts.set(account.name, count + 1);
        member?.onAsk?.();
        const does = member?.does[Math.min(count, member.does.length - 1)] ?? "ok";
        if (does === "ok") return success(whole(200, {}));
        if (does === "gone") return failed({ kind: "gone" });
        return failed(troubleOf(does, member ?? { name: "", does: [] }, aborts));
      },
      isAllowed: (setting) => allowed.some((name) => setting.endsWith(name)),
      onFailure: (attempt, verdict) => failures.push({ attempt, verdict }),
    });
  return {
    request,
    asked,
    pauses,
    aborts,
    rests,
    spend,
    failures,
    /** Of requests that were not answered none may be left: the recorder releases the others. */
    reserved: () => members.reduce((sum, { name }) => sum + spend.reserved(`id-${name}`), 0),
    advance: (ms: number) => (now += ms),
  };
}

export const backup: Member = { name: "b", does: ["ok"] };
