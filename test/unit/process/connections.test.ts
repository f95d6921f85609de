/** What could go wrong: after a sleep or a change of networks a request waits on a dead connection. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { openConnections, type Surroundings } from "../../../src/process/connections.ts";
import { startKeepingServer } from "../../support/keeping-server.ts";

const hour = 60 * 60 * 1_000;

function openAt() {
  const now = { wallMs: 1_000_000, awakeMs: 0, addresses: "192.0.2.7" };
  const surroundings: Surroundings = {
    wallMs: () => now.wallMs,
    awakeMs: () => now.awakeMs,
    addresses: () => now.addresses,
  };
  const server = startKeepingServer({});
  const connections = openConnections(surroundings);
  const pass = (ms: number): void => {
    now.wallMs += ms;
    now.awakeMs += ms;
  };
  const call = async (): Promise<number> => {
    const answer = await connections.fetch(server.url, { method: "POST", body: "{}" });
    await answer.text();
    return server.connections();
  };
  return { now, pass, call, connections, server };
}

test("a connection is used again while nothing changes, however much time passes", async () => {
  const { pass, call, server } = openAt();
  for (let count = 0; count < 5; count++) {
    expect(await call()).toBe(1);
    pass(hour);
  }
  server.stop();
});

test("after a sleep none is used again, nor after the clock was set back", async () => {
  const { now, call, server } = openAt();
  await call();
  now.wallMs += hour;
  expect(await call()).toBe(2);
  expect(await call()).toBe(2);
  now.wallMs -= 2 * hour;
  expect(await call()).toBe(3);
  server.stop();
});

test("a clock that is put right little by little is no sleep", async () => {
  const { now, call, server } = openAt();
  for (let count = 0; count < 5; count++) {
    expect(await call()).toBe(1);
    now.wallMs += limits.sleepNoticedMs / 2;
  }
  server.stop();
});

test("after a change of addresses none is used again", async () => {
  const { now, pass, call, server } = openAt();
  await call();
  now.addresses = "198.51.100.3";
  expect(await call()).toBe(1);
  pass(limits.addressesLookMs);
  expect(await call()).toBe(2);
  pass(limits.addressesLookMs);
  expect(await call()).toBe(2);
  server.stop();
});

test("a call under way goes on when connections are renewed", async () => {
  const { call, connections, server } = openAt();
  const running = call();
  await Bun.sleep(5);
  connections.renew();
  expect(await running).toBe(1);
  server.stop();
});

test("the machine itself can be asked", async () => {
  const server = startKeepingServer({});
  const { fetch } = openConnections();
  for (let count = 0; count < 3; count++) {
    const answer = await fetch(server.url, { method: "POST", body: "{}" });
    await answer.text();
  }
  expect(server.connections()).toBe(1);
  server.stop();
});
