/** What could go wrong: another program that holds the database locked slows requests or loses rows. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { json } from "../support/reply.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";
import { lockElsewhere, runElsewhere } from "../support/store-process.ts";

const lockedMs = 2_500;

/** Milliseconds that each of so many requests takes, one after the other. */
async function timeRequests(url: string, count: number): Promise<number[]> {
  const times: number[] = [];
  const body = JSON.stringify(anthropicRequest({ model: "claude-opus-4-6", stream: false }));
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now();
    const response = await fetch(`${url}/v1/messages`, { method: "POST", body });
    await response.text();
    expect(response.status).toBe(200);
    times.push(performance.now() - startedAt);
    await Bun.sleep(5);
  }
  return times.toSorted((left, right) => left - right);
}

test("requests pass while another process holds the lock, and every row is there after", async () => {
  const upstream = startUpstream(() => json(200, anthropicMessage([{ text: "hello" }])));
  await using gateway = await startGateway({ accounts: [{ name: "a", baseUrl: upstream.url }] });
  const count = 200;
  const free = await timeRequests(gateway.url, count);
  const databasePath = join(gateway.data.path, "codegate.db");
  const lock = await lockElsewhere({ databasePath, mode: "EXCLUSIVE", milliseconds: lockedMs });
  const locked = await timeRequests(gateway.url, count);
  const half = count / 2;
  const added = (locked[half] ?? 0) - (free[half] ?? 0);
  // The middle of 200 requests: one late timer on a busy machine is no blocked loop.
  expect(added).toBeLessThan(250);
  expect(locked.filter((time) => time > 250)).toEqual([]);
  await lock.exited;
  await gateway.gateway.close();
  const [rows] = gateway.data.rows<{ n: number }>("SELECT count(*) AS n FROM usage");
  expect(rows?.n).toBe(count * 2);
  await upstream.stop();
}, 20_000);

test("an edit by another process acts on the next request", async () => {
  const upstream = startUpstream(() => json(200, anthropicMessage([{ text: "hello" }])));
  await using gateway = await startGateway({
    accounts: [
      { name: "first", baseUrl: upstream.url, priority: 2 },
      { name: "second", baseUrl: upstream.url, priority: 1 },
    ],
  });
  const served = async (): Promise<string | null> => {
    const body = JSON.stringify(anthropicRequest({ model: "claude-opus-4-6", stream: false }));
    const response = await fetch(`${gateway.url}/v1/messages`, { method: "POST", body });
    await response.text();
    return response.headers.get("x-proxy-account");
  };
  const databasePath = join(gateway.data.path, "codegate.db");
  expect(await served()).toBe("first");
  await runElsewhere(databasePath, "UPDATE accounts SET enabled = 0 WHERE name = 'first'");
  expect(await served()).toBe("second");
  await runElsewhere(databasePath, "UPDATE accounts SET enabled = 1 WHERE name = 'first'");
  expect(await served()).toBe("first");
  await upstream.stop();
});
