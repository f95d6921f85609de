/** `codegate serve` as a process of its own, on a port that the system chooses. */
import { join } from "node:path";
import { createBell, inTime, waitUntil } from "./bell.ts";

const entry = join(import.meta.dir, "../../src/index.ts");
const startWaitMs = 8_000;

export interface Serving extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** What it has logged so far. */
  firstLines(): string;
}

export async function startServing(dataDirectory: string): Promise<Serving> {
  const bell = createBell();
  let text = "";
  const child = Bun.spawn([process.execPath, "run", entry], {
    env: {
      PATH: process.env["PATH"] ?? "",
      DATA_DIR: dataDirectory,
      PROXY_PORT: "0",
      CODEGATE_STOP_TIMEOUT_SECONDS: "0",
      BUN_CONFIG_MAX_HTTP_REQUESTS: "1024",
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  void (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      text += decoder.decode(bytes, { stream: true });
      bell.ring();
    }
  })();
  // The second line says what to do next.
  await waitUntil(bell, () => text.split("\n").length > 2, {
    timeoutMs: startWaitMs,
    describe: () => `the gateway to listen: ${text}`,
  });
  const { url } = JSON.parse(text.slice(0, text.indexOf("\n"))) as { readonly url: string };
  return {
    url,
    firstLines: () => text,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await inTime(child.exited, {
        timeoutMs: startWaitMs,
        describe: () => "the gateway to stop",
      });
    },
  };
}
