/** Asks the gateway of this machine how it is. */
import { jsonOr } from "../../base/json-or.ts";
import { isLoopbackHost } from "../../admit/check-origin.ts";
import { connectionCode } from "../../attempt/abandoned.ts";
import { limits } from "../../base/limits.ts";
import type { Options } from "../../process/options.ts";
import { countOf, fieldsOf } from "../../base/json-fields.ts";

export type GatewayAnswer =
  | { readonly kind: "silent"; readonly url: string }
  /** Something listens there that is no CodeGate, or one that cannot answer. */
  | { readonly kind: "stranger"; readonly url: string; readonly what: string }
  | { readonly kind: "running"; readonly url: string; readonly health: GatewayHealth };

export interface GatewayHealth {
  /** "ok", "degraded" or "stopping". */
  readonly status: string;
  readonly version: string;
  /** Null: a former release, which says less. */
  readonly uptimeSeconds: number | null;
  /** "ok", or what is wrong with it; null when it does not say. */
  readonly database: string | null;
  readonly usableAccounts: number | null;
  readonly unusableAccounts: number | null;
  readonly requestsInFlight: number | null;
  /** Attempts since its start whose cost it does not know. */
  readonly unpricedAttempts: number | null;
  readonly queuedRows: number | null;
  readonly droppedRows: number | null;
  /** Requests whose bodies were not kept. */
  readonly droppedBodies: number | null;
}

export interface AskRooms {
  readonly options: Pick<Options, "host" | "port">;
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
}

export async function askGateway({ options, fetch }: AskRooms): Promise<GatewayAnswer> {
  const url = addressOf(options);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limits.healthTimeoutMs);
  try {
    const response = await fetch(`${url}/health`, {
      signal: controller.signal,
      redirect: "manual",
      timeout: false,
      ...(isLoopbackHost(new URL(url).host) ? { proxy: false as const } : {}),
    });
    const health = readHealth(await response.text());
    if (health !== null) return { kind: "running", url, health };
    return { kind: "stranger", url, what: `answers HTTP ${response.status}` };
  } catch (error) {
    // Bun's connection errors, or the end of the wait.
    connectionCode(error);
    return controller.signal.aborted
      ? { kind: "stranger", url, what: "takes the call and does not answer" }
      : { kind: "silent", url };
  } finally {
    clearTimeout(timer);
  }
}

/** Where a program on this machine reaches a gateway that listens on `host`. */
export function addressOf({ host, port }: Pick<Options, "host" | "port">): string {
  const isEverywhere = host === "0.0.0.0" || host === "::" || host === "";
  const name = isEverywhere ? "127.0.0.1" : host;
  return `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}`;
}

function readHealth(text: string): GatewayHealth | null {
  // It may be a web page, for example.
  const report = fieldsOf(jsonOr(text, null));
  const { status, version, database } = report;
  if (typeof status !== "string" || typeof version !== "string") return null;
  const accounts = fieldsOf(report["accounts"]);
  const queue = fieldsOf(report["queue"]);
  return {
    status,
    version,
    uptimeSeconds: countOf(report["uptime_seconds"]),
    database: typeof database === "string" ? database : null,
    usableAccounts: countOf(accounts["usable"]),
    unusableAccounts: countOf(accounts["unusable"]),
    requestsInFlight: countOf(report["requests_in_flight"]),
    unpricedAttempts: countOf(fieldsOf(report["prices"])["unpriced_attempts"]),
    queuedRows: countOf(queue["rows"]),
    droppedRows: countOf(queue["dropped"]),
    droppedBodies: countOf(fieldsOf(report["bodies"])["dropped"]),
  };
}
