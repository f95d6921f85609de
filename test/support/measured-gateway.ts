/** Starts `gateway-host.ts`: load and its measuring in another process than what is measured. */
import { join } from "node:path";
import { inTime } from "./bell.ts";
import { makeDataDirectory, type Seed } from "./data-directory.ts";
import type { HostMemory } from "./gateway-host.ts";

export interface MeasuredGateway {
  readonly url: string;
  /** Resident memory of the gateway after a collection, megabytes. */
  megabytes(): Promise<number>;
  /** The outcomes written down so far, with how often each occurs. */
  outcomes(): Readonly<Record<string, number>>;
  [Symbol.asyncDispose](): Promise<void>;
}

const longestWaitMs = 10_000;

function describe(): string {
  return "a word of the measured gateway";
}

export async function startMeasured(seed: Seed): Promise<MeasuredGateway> {
  const data = await makeDataDirectory(seed);
  let told = Promise.withResolvers<unknown>();
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "gateway-host.ts"), data.path], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      BUN_CONFIG_MAX_HTTP_REQUESTS: "1024",
    },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    ipc: (message) => told.resolve(message),
  });
  const listen = async (): Promise<unknown> => {
    const message = await inTime(told.promise, { timeoutMs: longestWaitMs, describe });
    told = Promise.withResolvers();
    return message;
  };
  const { url } = (await listen()) as { readonly url: string };
  return {
    url,
    async megabytes() {
      child.send("memory");
      return ((await listen()) as HostMemory).megabytes;
    },
    outcomes() {
      const rows = data.rows<{ outcome: string; count: number }>(
        "SELECT outcome, count(*) AS count FROM codegate_attempts GROUP BY outcome",
      );
      return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
      data.remove();
    },
  };
}
