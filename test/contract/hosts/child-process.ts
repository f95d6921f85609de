import { makeDataDirectory } from "../../support/data-directory.ts";
import { inTime } from "../../support/bell.ts";
import type { ContractTarget, Environment } from "../suite/target.ts";
import { withoutRedirects } from "./in-process.ts";

/** How long a start and a stop may take, milliseconds: both need some tens here. */
const startWaitMs = 10_000;
const stopWaitMs = 5_000;

/** A way of running as a process of its own. */
export function childProcess(name: string, command: readonly string[]): ContractTarget {
  return {
    name,
    async start(seed, environment) {
      const data = await makeDataDirectory(seed);
      const child = spawnGateway(command, { ...environment, DATA_DIR: data.path });
      const complaints = new Response(child.stderr).text();
      const url = await inTime(readUrl(child.stdout), {
        timeoutMs: startWaitMs,
        describe: () => `the address of ${name}`,
      }).catch((error: unknown) => {
        child.kill("SIGKILL");
        data.remove();
        throw error;
      });
      return {
        url,
        data,
        call: (path, init) => fetch(`${url}${path}`, withoutRedirects(init)),
        async stop() {
          child.kill("SIGTERM");
          const code = await inTime(child.exited, {
            timeoutMs: stopWaitMs,
            describe: () => `${name} to stop`,
          });
          data.remove();
          const said = await complaints;
          if (code !== 0 || said !== "") throw new Error(`${name} ended with ${code}: ${said}`);
        },
      };
    },
  };
}

/** Runs a gateway with nothing but these variables and what a process needs to run at all. */
export function spawnGateway(command: readonly string[], environment: Environment) {
  return Bun.spawn([...command], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      PROXY_PORT: "0",
      CODEGATE_STOP_TIMEOUT_SECONDS: "0",
      ...environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** The address in the first log line that has one; the rest is read so that the child never waits. */
async function readUrl(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the gateway ended before it listened: ${text}`);
    text += decoder.decode(value, { stream: true });
    const url = urlIn(text);
    if (url === null) continue;
    void drain(reader);
    return url;
  }
}

/** Warnings about accounts may come first. */
function urlIn(text: string): string | null {
  for (const line of text.split("\n").slice(0, -1)) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) return url;
  }
  return null;
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (;;) {
    const { done } = await reader.read();
    if (done) return;
  }
}
