/** The gateway as users start it: `bun run src/index.ts`, a process of its own. */
import { join } from "node:path";
import { inTime } from "./bell.ts";
import { makeDataDirectory, type DataDirectory, type Seed } from "./data-directory.ts";

const repository = join(import.meta.dir, "../..");

/** How long a start or an end may take, milliseconds: both need some tens of it. */
const longestWaitMs = 10_000;

export interface GatewayProcess {
  readonly url: string;
  readonly pid: number;
  kill(signal: "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGKILL"): void;
  /** Resolves to the exit code; a number above 128 for a signal. */
  waitForExit(timeoutMs?: number): Promise<number>;
  /** Everything written to stdout and stderr so far. */
  output(): string;
  /** Ends the process, if it still runs. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the gateway over a data directory. `before` are words such as `nohup`. */
export function spawnGateway(
  data: DataDirectory,
  variables: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
) {
  return Bun.spawn([...before, process.execPath, "run", "src/index.ts"], {
    cwd: repository,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      PROXY_PORT: "0",
      CODEGATE_LOG_FORMAT: "json",
      DATA_DIR: data.path,
      ...variables,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** The address in what it has logged so far; undefined before it listens. */
export function addressIn(output: string): string | undefined {
  return /"url":"(http:[^"]+)"/.exec(output)?.[1];
}

/** Starts it and waits until it listens. */
export async function startProcess(
  data: DataDirectory,
  variables: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Promise<GatewayProcess> {
  const child = spawnGateway(data, variables, before);
  const address = Promise.withResolvers<string>();
  let output = "";
  const follow = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const part of stream) {
      output += decoder.decode(part, { stream: true });
      const url = addressIn(output);
      if (url !== undefined) address.resolve(url);
    }
    address.reject(new Error(`the gateway ended before it listened: ${output}`));
  };
  void follow(child.stdout);
  void follow(child.stderr);
  const describe = () => `the gateway's process; it said: ${output}`;
  const waitForExit = (timeoutMs = longestWaitMs) => inTime(child.exited, { timeoutMs, describe });
  return {
    url: await inTime(address.promise, { timeoutMs: longestWaitMs, describe }),
    pid: child.pid,
    kill: (signal) => child.kill(signal),
    waitForExit,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** A data directory that is removed at the end of its scope. */
export async function temporaryData(seed: Seed): Promise<DataDirectory & Disposable> {
  const data = await makeDataDirectory(seed);
  return { ...data, [Symbol.dispose]: () => data.remove() };
}
