/**
 * A gateway over scripted accounts, for tables of cases: each case has accounts, a config and a
 * provider address of its own, so that hundreds of cases share one gateway and run at once. What
 * was written down is read when all have been played and the gateway is closed.
 */
import type { GatewayOptions } from "../../src/gateway.ts";
import { idOf, type AccountSeed, type ConfigSeed } from "./data-directory.ts";
import { readNotes, type AskedAt, type Notes } from "./fleet-notes.ts";
import type { RawAnswer } from "./raw-answer.ts";
import { openRaw, type RawConnection, type RawRequest } from "./raw-client.ts";
import type { Reply, Step } from "./reply.ts";
import { startUpstream } from "./scripted-upstream.ts";
import type { SeenRequest } from "./seen-request.ts";
import type { Speech } from "./speeches.ts";
import { startGateway } from "./start-gateway.ts";

/** What an account is asked, for the reply that it gives. */
export interface Call {
  readonly speech: Speech;
  readonly isStream: boolean;
  /** The account's credential. */
  readonly key: string;
  /** How often this account has been asked before in this case. */
  readonly earlier: number;
  /** A step that waits until the client has this text: a break must not overtake what it follows. */
  untilClientHas(text: string): Step;
}

export type Does = (call: Call) => Reply;

export interface Member {
  readonly does: Does;
  /** Its address, where that is not the scripted upstream. */
  readonly baseUrl?: () => string;
  /** Siblings share a provider; an account that lives elsewhere has another one. */
  readonly isElsewhere?: boolean;
  readonly targetModel?: string;
  readonly rateLimit?: number;
}

export interface FleetCase {
  readonly what: string;
  readonly speech: Speech;
  readonly isStream: boolean;
  /** The first is preferred, then the others in turn; called a, b, c... in what is seen. */
  readonly members: readonly Member[];
  /** Requests that the client sends, one after the other; 1 unless given. */
  readonly requests?: number;
}

export interface Seen extends Notes {
  readonly answers: readonly RawAnswer[];
  /** "a claude-opus-5-5" for each request that reached a provider, in order. */
  readonly calls: readonly string[];
}

/** Cases in play at once: enough to share the waits, few enough to stay within deadlines. */
const lanes = 24;

export async function playFleet<Case extends FleetCase>(
  cases: readonly Case[],
  options: GatewayOptions = {},
): Promise<ReadonlyMap<Case, Seen>> {
  const stages = cases.map((each, index) => createStage(each, `case${index}`));
  const stageByKey = new Map(stages.flatMap((stage) => stage.keys.map((key) => [key, stage])));
  const upstream = startUpstream((request) => {
    const key = keyOf(request);
    const stage = stageByKey.get(key);
    if (stage === undefined) throw new Error(`nobody has the key ${key}`);
    return stage.reply(key, request);
  });
  await using gateway = await startGateway(
    {
      accounts: stages.flatMap((stage) => stage.accounts(upstream.url)),
      configs: stages.map(({ config }) => config),
      settings: { request_logging: "true" },
    },
    options,
  );
  const waiting = [...stages];
  const lane = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      await stage.play(gateway.url);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await gateway.gateway.close();
  await upstream.stop();
  const notes = readNotes(gateway.data);
  return new Map(
    cases.map((each, index) => {
      const stage = stages[index] as Stage;
      return [each, { ...stage.seen(), ...notes(stage.name, stage.askedAt) }] as const;
    }),
  );
}

interface Stage {
  readonly name: string;
  readonly keys: readonly string[];
  readonly config: ConfigSeed;
  accounts(upstreamUrl: string): AccountSeed[];
  reply(key: string, request: SeenRequest): Reply;
  play(gatewayUrl: string): Promise<void>;
  readonly askedAt: AskedAt;
  seen(): Pick<Seen, "answers" | "calls">;
}

const letters = "abcdefghijkl";

function createStage({ speech, isStream, members, requests = 1 }: FleetCase, name: string): Stage {
  const names = members.map((_, index) => `${name}-${letters[index]}`);
  const answers: RawAnswer[] = [];
  const calls: string[] = [];
  const times = new Map<string, number>();
  let requestedAt = 0;
  let client: RawConnection | null = null;
  const untilClientHas = (wanted: string): Step => ({
    // The client may have its answer already, or never get one: then there is nothing to wait for.
    until: Promise.resolve(client?.until((text) => text.includes(wanted.trim()))).catch(() => null),
  });
  return {
    name,
    keys: names.map((each) => `key-of-${each}`),
    config: {
      name,
      isActive: false,
      tiers: members.map(({ targetModel }, index) => ({
        tier: "opus",
        account: names[index] ?? "",
        priority: -index,
        ...(targetModel === undefined ? {} : { targetModel }),
      })),
    },
    accounts: (url) =>
      members.map(({ baseUrl, isElsewhere, rateLimit = 0 }, index) => ({
        name: names[index] ?? "",
        provider: speech.provider,
        baseUrl: baseUrl?.() ?? `${url}/${isElsewhere === true ? names[index] : name}`,
        rateLimit,
      })),
    reply(key, request) {
      const index = names.indexOf(key.slice("key-of-".length));
      const letter = letters[index] ?? "";
      const earlier = calls.filter((call) => call.startsWith(letter)).length;
      times.set(letter, Date.now());
      calls.push(`${letter} ${(request.json() as { readonly model: string }).model}`);
      const call: Call = { speech, isStream, key, earlier, untilClientHas };
      return (members[index] as Member).does(call);
    },
    async play(gatewayUrl) {
      const plain = speech.request(isStream);
      const headers = [
        ...(plain.headers ?? []),
        ["x-codegate-config", idOf(name)],
      ] satisfies RawRequest["headers"];
      for (let count = 0; count < requests; count++) {
        client = await openRaw(gatewayUrl);
        requestedAt = Date.now();
        answers.push(await client.request({ ...plain, headers }));
        client.leave();
      }
    },
    askedAt: (letter) =>
      letter === null ? Math.max(...times.values()) : (times.get(letter) ?? requestedAt),
    seen: () => ({ answers, calls }),
  };
}

function keyOf(request: SeenRequest): string {
  return (
    request.header("x-api-key") ?? request.header("authorization")?.replace("Bearer ", "") ?? ""
  );
}
