import { afterAll, beforeAll } from "bun:test";
import type { Seed } from "../../support/data-directory.ts";
import { type Reply, json, sse } from "../../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";
import type { SeenRequest } from "../../support/seen-request.ts";
import { type DialectCase, dialectCases } from "./dialects.ts";
import type { Lane } from "./lane.ts";
import type { ContractHost, ContractTarget, Environment } from "./target.ts";

/** One running gateway with an upstream behind it, shared by the tests of a list. */
export interface Suite {
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a body to a dialect's endpoint with a lane's key. */
  post(asked: Asked): Promise<Response>;
  /** Where the gateway listens; null without a socket. */
  url(): string | null;
  /** Queues answers of one account; without any it answers as its dialect does on a good day. */
  script(account: string, ...replies: Reply[]): void;
  /** What an account was sent, oldest first. */
  seen(account: string): readonly SeenRequest[];
  /** The newest request that an account was sent; throws when there is none. */
  last(account: string): SeenRequest;
  /** How many requests have reached any account. */
  sentUpstream(): number;
  upstream(): ScriptedUpstream;
  host(): ContractHost;
}

export interface Asked {
  readonly lane: Lane;
  readonly to: DialectCase;
  /** The endpoint's own path unless given. */
  readonly path?: string;
  readonly body: RequestInit["body"];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SuiteOptions {
  readonly seed: (upstreamUrl: string) => Seed;
  readonly environment: Environment;
}

interface Running {
  readonly upstream: ScriptedUpstream;
  readonly host: ContractHost;
}

/** Starts everything before the tests of the surrounding `describe`, and stops it after them. */
export function useSuite(target: ContractTarget, options: SuiteOptions): Suite {
  let running: Running | null = null;
  const scripts = new Map<string, Reply[]>();

  beforeAll(async () => {
    const upstream = startUpstream((request) => {
      const queued = scripts.get(accountOf(request))?.shift();
      return queued ?? usualReply(request);
    });
    const host = await target.start(options.seed(upstream.url), options.environment);
    running = { upstream, host };
  });
  afterAll(async () => {
    await running?.host.stop();
    await running?.upstream.stop();
  });

  function current(): Running {
    if (running === null) throw new Error("the suite has not been started");
    return running;
  }
  const call: Suite["call"] = (path, init) => current().host.call(path, init);
  const seen: Suite["seen"] = (account) =>
    current().upstream.requests.filter((request) => accountOf(request) === account);
  return {
    call,
    post: ({ lane, to, path = to.path, body = null, headers }) =>
      call(path, {
        method: "POST",
        headers: { "x-api-key": lane.key, "content-type": "application/json", ...headers },
        body,
      }),
    url: () => current().host.url,
    script: (account, ...replies) => {
      scripts.set(account, [...(scripts.get(account) ?? []), ...replies]);
    },
    seen,
    last: (account) => {
      const request = seen(account).at(-1);
      if (request === undefined) throw new Error(`nothing was sent to ${account}`);
      return request;
    },
    sentUpstream: () => current().upstream.requests.length,
    upstream: () => current().upstream,
    host: () => current().host,
  };
}

/** The first segment of the path: accounts of a lane have it in their base URL. */
function accountOf({ target }: SeenRequest): string {
  return decodeURIComponent(target.split("/")[1] ?? "");
}

function usualReply(request: SeenRequest): Reply {
  const path = request.target.replace(/^\/[^/]+|\?.*$/g, "");
  if (path === "/v1/messages/count_tokens") return json(200, { input_tokens: 42 });
  const to = dialectCases.find((each) => each.path === path);
  if (to === undefined) return json(404, { error: { message: `no such path: ${path}` } });
  const { stream } = request.json() as { stream?: boolean };
  return stream === true ? sse(to.events()) : json(200, to.whole());
}
