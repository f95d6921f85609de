/** What could go wrong: many requests that come at once hold up every stream that is running. */
import { expect, test } from "bun:test";
import { systemClock } from "../../src/base/clock.ts";
import { limits } from "../../src/base/limits.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { readEndpoints } from "../../src/custody/open-custody.ts";
import { createJourney } from "../../src/journey/journey.ts";
import { makeRooms, placeOf } from "../../src/make-rooms.ts";
import { readOptions } from "../../src/process/options.ts";
import { openStore } from "../../src/store/store.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { temporaryData } from "../support/gateway-process.ts";
import { anthropicRequest } from "../support/request-bodies.ts";

const burst = 100;
const asked = (session: number) =>
  new Request("http://127.0.0.1/v1/messages", {
    method: "POST",
    headers: { host: "127.0.0.1", "x-claude-code-session-id": String(session) },
    body: JSON.stringify(anthropicRequest({ stream: false })),
  });
const socket = { timeout: () => undefined, requestIP: () => ({ address: "127.0.0.1" }) };

test("a burst leaves room for other events between a few requests and the next few", async () => {
  using data = await temporaryData({ accounts: [{ name: "only", baseUrl: "http://127.0.0.1:1" }] });
  const options = readOptions({ DATA_DIR: data.path });
  const endpoints = readEndpoints(null);
  if (!options.ok || !endpoints.ok) throw new Error("the environment cannot be used");
  const store = openStore({
    ...placeOf(options.value),
    logger: silentLogger,
    clock: systemClock,
  });
  const rooms = makeRooms({
    options: options.value,
    endpoints: endpoints.value,
    store,
    logger: silentLogger,
    peers: undefined,
    isStopping: () => false,
  });
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const callsByTurn: number[] = [];
  const provider = async () => {
    callsByTurn[turn] = (callsByTurn[turn] ?? 0) + 1;
    return Response.json(anthropicMessage([{ text: "hello" }]));
  };
  const journey = createJourney({ ...rooms, sending: { ...rooms.sending, fetch: provider } });

  const answers = Array.from({ length: burst }, (_, session) => journey(asked(session), socket));
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  isOver = true;
  expect(statuses).toEqual(Array.from({ length: burst }, () => 200));
  const calls = callsByTurn.filter((number) => number > 0);
  expect(calls.reduce((sum, number) => sum + number, 0)).toBe(burst);
  // A turn may also finish what the one before has begun.
  expect(Math.max(...calls)).toBeLessThanOrEqual(2 * limits.requestsPerTurn);
  await store.close();
});
