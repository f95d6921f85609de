import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { startUpstream, type ScriptedUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

/** The official clients, pointed at a gateway with one account for each. */
export interface Clients {
  readonly upstream: ScriptedUpstream;
  readonly gateway: RunningGateway;
  readonly anthropic: Anthropic;
  readonly openai: OpenAI;
  /** How many calls the clients have made, retries included. */
  calls(): number;
  stop(): Promise<void>;
}

export interface ClientOptions {
  /** What the gateway asks for; null lets everybody on this machine in. */
  readonly gatewayKey?: string;
  /** What the clients send. */
  readonly clientKey?: string;
  /** Retries of the clients; none unless given, so that a test sees the first answer. */
  readonly maxRetries?: number;
  readonly hasAccounts?: boolean;
  /** Requests a minute that each account may take; no limit unless given. */
  readonly accountLimit?: number;
  /** Wait after which the gateway begins a stream that has not begun; its default unless given. */
  readonly earlyAnswerMs?: number;
}

export async function startClients(options: ClientOptions = {}): Promise<Clients> {
  const { gatewayKey = null, clientKey = "sk-of-the-client", maxRetries = 0 } = options;
  const upstream = startUpstream();
  const rateLimit = options.accountLimit ?? 0;
  const accounts =
    options.hasAccounts === false
      ? []
      : [
          { name: "anthropic", provider: "anthropic", baseUrl: upstream.url, rateLimit },
          { name: "openai", provider: "openai", baseUrl: `${upstream.url}/v1`, rateLimit },
        ];
  const { earlyAnswerMs } = options;
  const limits = {
    requestBodyBytes: 1_024 * 1_024,
    ...(earlyAnswerMs === undefined ? {} : { earlyAnswerMs }),
  };
  const gateway = await startGateway({ accounts }, { proxyApiKey: gatewayKey, ...limits });
  let calls = 0;
  const counted = (url: string | URL | Request, init?: RequestInit) => {
    calls++;
    return fetch(url, init);
  };
  const common = { apiKey: clientKey, maxRetries, fetch: counted };
  const headers = (account: string) => (accounts.length === 0 ? {} : keptTo(account));
  return {
    upstream,
    gateway,
    anthropic: new Anthropic({ ...common, ...headers("anthropic"), baseURL: gateway.url }),
    openai: new OpenAI({ ...common, ...headers("openai"), baseURL: `${gateway.url}/v1` }),
    calls: () => calls,
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}

/** Else the other account would be asked, converted, when the own one fails. */
function keptTo(account: string) {
  return { defaultHeaders: { "x-codegate-account": account } };
}

/** What a promise was rejected with; a test that expects an error fails when there is none. */
export async function rejectionOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the call should have failed");
}

/** Reads a stream to its end. */
export async function collect<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
