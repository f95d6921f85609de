// What could go wrong: what real agents do between two turns (marks that move, texts that become
// blocks, helpers in between) counts as a change, so that misses get the wrong culprit.
import { expect, test } from "bun:test";
import type { Operation } from "../../../src/admit/find-endpoint.ts";
import type { Dialect } from "../../../src/base/dialect.ts";
import { readChain, readOpening } from "../../../src/forensics/chain.ts";
import { compareSections } from "../../../src/forensics/compare-chains.ts";
import { readRequest, type ModelRequest } from "../../../src/read/read-request.ts";
import { clientRequests, type ClientRequest } from "../../support/recordings.ts";

const kinds: readonly (readonly [end: string, operation: Operation, dialect: Dialect])[] = [
  ["/messages", "messages", "anthropic-messages"],
  ["/responses", "responses", "openai-responses"],
  ["/chat/completions", "chat", "openai-chat"],
];

function requestOf({ target, body }: ClientRequest): ModelRequest | null {
  const path = target.split("?")[0] ?? "";
  const [, operation, dialect] = kinds.find(([end]) => path.endsWith(end)) ?? [];
  if (body === null || operation === undefined || dialect === undefined) return null;
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const read = readRequest({ operation, dialect, bytes });
  return read.ok ? read.value : null;
}

// Scenarios of errors change the request on purpose.
const recorded = clientRequests().filter(({ scenario }) => !scenario.startsWith("err-"));
const scenarios = Map.groupBy(recorded, ({ client, scenario }) => `${client} ${scenario}`);

/** Each request with the last one before it that opens with the same message. */
function pairsOf(list: readonly ClientRequest[]): [ModelRequest, ModelRequest][] {
  const requests = list
    .toSorted((one, other) => one.sequence - other.sequence)
    .flatMap((each) => requestOf(each) ?? []);
  return requests.flatMap((request, index) => {
    const [opening] = readOpening(request);
    const former = requests
      .slice(0, index)
      .findLast((each) => each.model === request.model && readOpening(each)[0] === opening);
    return former === undefined || opening === undefined ? [] : [[former, request]];
  });
}

const pairs = [...scenarios].flatMap(([name, list]) =>
  pairsOf(list).map(([former, request]) => [name, former, request] as const),
);

test.skipIf(pairs.length === 0)("there are enough turns of many agents", () => {
  expect(pairs.length).toBeGreaterThan(15);
});

test.each(pairs)("%s: the next turn only adds", (_name, former, request) => {
  const before = readChain(former, null);
  const now = readChain(request, before);
  expect(compareSections(before.messages, now.messages, "message")).toBeNull();
  expect(compareSections(before.system, now.system, "block")).toBeNull();
  expect(now.settings).toBe(before.settings);
});
