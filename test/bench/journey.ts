/**
 * What the journey itself costs, without sockets: whole answers of a provider that answers at
 * once, microseconds a request; "nothing" is the same requests and answers without the journey.
 * `bun test/bench/journey.ts [bytes = 2000]`
 */
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { readEndpoints } from "../../src/custody/open-custody.ts";
import { createJourney } from "../../src/journey/journey.ts";
import { makeRooms, placeOf } from "../../src/make-rooms.ts";
import { readOptions } from "../../src/process/options.ts";
import { openStore } from "../../src/store/store.ts";
import { temporaryData } from "../support/gateway-process.ts";
import { requestBody, wholeAnswer } from "./gateway/scenes.ts";

const [bytes = 2_000] = process.argv.slice(2).map(Number);
const requests = bytes > 50_000 ? 320 : 3_200;
const rounds = 40;
const atOnce = 16;

const accounts = [{ name: "messages", provider: "anthropic", baseUrl: "http://127.0.0.1:1" }];
const data = await temporaryData({ accounts });
const options = readOptions({ DATA_DIR: data.path });
const endpoints = readEndpoints(null);
if (!options.ok || !endpoints.ok) throw new Error("the environment cannot be used");
const store = openStore({ ...placeOf(options.value), logger: silentLogger, clock: systemClock });
const rooms = makeRooms({
  options: options.value,
  endpoints: endpoints.value,
  store: { ...store, write: () => undefined },
  logger: silentLogger,
  peers: undefined,
  isStopping: () => false,
});

const body = requestBody("anthropic-messages", bytes, false) as Uint8Array<ArrayBuffer>;
const answer = Buffer.from(wholeAnswer("/v1/messages"));
const answerBody = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
const answerHead = {
  headers: { "content-type": "application/json", "content-length": String(answerBody.length) },
};
const provider = async () => new Response(answerBody, answerHead);
const journey = createJourney({ ...rooms, sending: { ...rooms.sending, fetch: provider } });

const peer = { address: "127.0.0.1" };
const socket = { timeout: () => undefined, requestIP: () => peer };
const head = {
  method: "POST",
  headers: {
    host: "127.0.0.1:9212",
    "content-type": "application/json",
    "anthropic-version": "2023-06-01",
    "content-length": String(body.length),
  },
};
const ask = () => new Request("http://127.0.0.1:9212/v1/messages", { ...head, body });

async function nothing(request: Request): Promise<Response> {
  await request.arrayBuffer();
  const given = await provider();
  return new Response(await given.bytes(), { headers: answerHead.headers });
}

async function measure(handle: (request: Request) => Promise<Response>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < requests; done += atOnce) {
    const answers = await Promise.all(Array.from({ length: atOnce }, () => handle(ask())));
    if (answers.some(({ status }) => status !== 200)) throw new Error("an answer is not 200");
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

const through = (request: Request) => journey(request, socket);
let [least, leastOfNothing] = [Infinity, Infinity];
for (let round = 0; round < rounds; round++) {
  leastOfNothing = Math.min(leastOfNothing, await measure(nothing));
  least = Math.min(least, await measure(through));
}
console.log(`nothing ${leastOfNothing.toFixed(1)}, journey ${least.toFixed(1)}`);
await store.close();
data[Symbol.dispose]();
process.exit();
