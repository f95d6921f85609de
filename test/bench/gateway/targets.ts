/** Everything that runs beside the load: the provider, and what stands in front of it. */
import { join } from "node:path";
import { startChild } from "../../support/child.ts";
import type { Seed } from "../../support/data-directory.ts";
import { startProcess, temporaryData } from "../../support/gateway-process.ts";
import type { Scene } from "./upstream-host.ts";

export interface Target {
  readonly name: "direct" | "plain" | "relay" | "codegate" | "peer";
  readonly url: string;
  /** Null where its use of the machine is not to be known. */
  readonly pid: number | null;
  /** Header lines of its own, each with its end. */
  readonly headers: string;
  stop(): Promise<void>;
}

export interface Provider {
  readonly url: string;
  play(scene: Scene): Promise<void>;
  stop(): Promise<void>;
}

export async function startProvider(port: number): Promise<Provider> {
  const script = join(import.meta.dir, "upstream-host.ts");
  const { child, first } = await startChild(script, [String(port)]);
  return {
    url: first as string,
    async play(scene) {
      await child.ask(scene);
    },
    stop: () => child.stop(),
  };
}

/** CodeGate as users start it, with an account for each dialect of the provider. */
export async function startCodeGate(
  provider: string,
  settings: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<Target> {
  const baseUrl = `${provider}/v1`;
  const accounts: Seed["accounts"] = [
    { name: "messages", provider: "anthropic", baseUrl: provider },
    { name: "chat", provider: "openai", baseUrl, dialects: "chat" },
    { name: "responses", provider: "openai", baseUrl, dialects: "responses" },
  ];
  const data = await temporaryData({ accounts, settings });
  const gateway = await startProcess(data, { ...environment(), ...variables });
  return {
    name: "codegate",
    url: gateway.url,
    pid: gateway.pid,
    headers: "",
    async stop() {
      // Not killed: a profile is written at the end.
      gateway.kill("SIGTERM");
      await gateway.waitForExit();
      data[Symbol.dispose]();
    },
  };
}

/** For profiles: `BENCH_BUN_OPTIONS="--cpu-prof-md --cpu-prof-dir=/some/where"`. */
function environment(): Record<string, string> {
  const options = process.env["BENCH_BUN_OPTIONS"];
  return options === undefined ? {} : { BUN_OPTIONS: options };
}
