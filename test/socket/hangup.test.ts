/** What could go wrong: closing the terminal cuts answers that were paid for, and forgets them. */
import { expect, test } from "bun:test";
import { startProcess, temporaryData } from "../support/gateway-process.ts";
import { openRaw, rawRequest } from "../support/raw-client.ts";
import { sse } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speeches } from "../support/speeches.ts";

const timeoutMs = 20_000;
const speech = speeches[0];

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
    await using gateway = await startProcess(data);
    const connection = await openRaw(gateway.url);
    const answer = connection.request(speech.request(true), timeoutMs);
    await connection.until((text) => text.includes(" two"));
    gateway.kill("SIGHUP");
    gateway.kill("SIGHUP");
    await Bun.sleep(50);
    gateway.kill("SIGHUP");
    go.resolve();
    expect((await answer).text()).toContain("four");
    expect(await gateway.waitForExit()).toBe(0);
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
    await using gateway = await startProcess(data, {}, ["nohup"]);
    gateway.kill("SIGHUP");
    await Bun.sleep(200);
    expect((await rawRequest(`${gateway.url}/health`)).status).toBe(200);
    gateway.kill("SIGTERM");
    expect(await gateway.waitForExit()).toBe(0);
  },
  timeoutMs,
);
