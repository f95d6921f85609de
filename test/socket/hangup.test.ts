/** What could go wrong: closing the terminal cuts answers that were paid for, and forgets them. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import type { DataDirectory } from "../support/data-directory.ts";
import { temporaryData } from "../support/gateway-process.ts";
import { openRaw, rawRequest } from "../support/raw-client.ts";
import { sse } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speeches } from "../support/speeches.ts";

const root = join(import.meta.dir, "../..");
const timeoutMs = 20_000;
const speech = speeches[0];

/** `before`: words that start the command, such as `nohup`. */
async function start(data: DataDirectory, ...before: string[]) {
  const child = Bun.spawn([...before, process.execPath, "run", "src/index.ts"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      PROXY_PORT: "0",
      CODEGATE_LOG_FORMAT: "json",
      DATA_DIR: data.path,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    const url = /"url":"(http:[^"]+)"/.exec(text)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`the gateway ended before it listened: ${text}`);
}

test.skipIf(process.platform !== "linux")(
  "streams end after a hang-up, though it comes twice, and are written down",
  async () => {
    if (speech === undefined) throw new Error("no speech");
    const go = Promise.withResolvers<void>();
    const events = speech.text("One two three four.");
    const upstream = startUpstream(() => {
      const reply = sse(events.slice(0, -3));
      return {
        ...reply,
        steps: [...reply.steps, { until: go.promise }, ...sse(events.slice(-3)).steps],
      };
    });
    using data = await temporaryData({
      accounts: [{ name: "only", provider: speech.provider, baseUrl: upstream.url }],
    });
    const { child, url } = await start(data);
    const connection = await openRaw(url);
    const answer = connection.request(speech.request(true), timeoutMs);
    await connection.until((text) => text.includes(" two"));
    child.kill("SIGHUP");
    child.kill("SIGHUP");
    await Bun.sleep(50);
    child.kill("SIGHUP");
    go.resolve();
    expect((await answer).text()).toContain("four");
    expect(await child.exited).toBe(0);
    const rows = data.rows<{ outcome: string }>("SELECT outcome FROM codegate_attempts");
    expect(rows).toEqual([{ outcome: "success" }]);
    await upstream.stop();
  },
  timeoutMs,
);

test.skipIf(process.platform !== "linux" || Bun.which("nohup") === null)(
  "under nohup it goes on",
  async () => {
    using data = await temporaryData({ accounts: [] });
    const { child, url } = await start(data, "nohup");
    child.kill("SIGHUP");
    await Bun.sleep(200);
    expect((await rawRequest(`${url}/health`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  },
  timeoutMs,
);
