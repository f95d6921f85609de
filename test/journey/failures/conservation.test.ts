/** What could go wrong: a call to a provider leaves no row, or two, whatever became of it. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../../support/anthropic-events.ts";
import { anthropicText } from "../../support/events.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../../support/start-gateway.ts";

const accounts = Array.from({ length: 6 }, (_, index) => `account-${index}`);
const wholeText = anthropicText("one two three");
const refusal = { type: "error", error: { type: "api_error", message: "no" } };

/** Everything but a connection that dies before its headers: that one is tried again unseen. */
const failures: readonly (() => Reply)[] = [
  () => json(500, refusal),
  () => json(529, refusal),
  () => json(429, refusal, { "retry-after": "1" }),
  () => json(400, refusal),
  () => json(401, refusal),
  () => json(200, refusal),
  () => json(200, ""),
  () => sse([`event: error\ndata: ${JSON.stringify(refusal)}\n\n`]),
  () => ({ ...sse([]), steps: [...wholeText.slice(0, 5), "reset"] }),
  () => ({ ...sse([]), steps: [...wholeText.slice(0, 5), "end-early"] }),
  () => ({ ...sse([]), steps: [...wholeText.slice(0, 4), { waitMs: 30 }, ...wholeText.slice(4)] }),
];

/** The same numbers in every run. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * sides);
  };
}

async function ask({ url }: RunningGateway, stream: boolean, leavesAfterMs: number | null) {
  const leave = new AbortController();
  if (leavesAfterMs !== null) setTimeout(() => leave.abort(), leavesAfterMs);
  const messages = [{ role: "user", content: "Hello" }];
  const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 9, messages, stream });
  const init = { method: "POST", body, signal: leave.signal };
  // The client may be gone, or hear its stream break.
  await fetch(`${url}/v1/messages`, init)
    .then((response) => response.text())
    .catch(() => null);
}

interface Row {
  readonly request_id: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly is_complete: number;
  readonly cost_is_least: number;
}

test("every call has exactly one row, numbered within its request", async () => {
  const roll = createDice(20_261_128);
  const upstream = startUpstream(({ body }) => {
    const isStream = new TextDecoder().decode(body).includes('"stream":true');
    const failure = roll(3) === 0 ? failures[roll(failures.length)] : undefined;
    if (failure !== undefined) return failure();
    return isStream ? sse(wholeText) : json(200, anthropicMessage([{ text: "hello" }]));
  });
  const seeds = accounts.map((name) => ({ name, baseUrl: upstream.url }));
  await using gateway = await startGateway({ accounts: seeds });
  for (let round = 0; round < 12; round++) {
    // Who rests is asked again: this is about rows.
    const wake = (name: string) =>
      fetch(`${gateway.url}/codegate/accounts/${name}/wake`, { method: "POST" });
    await Promise.all(accounts.map(wake));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        ask(gateway, roll(2) === 0, roll(6) === 0 ? roll(25) : null),
      ),
    );
  }
  await gateway.gateway.close();
  const rows = gateway.data.rows<Row>(
    "SELECT request_id, attempt, outcome, is_complete, cost_is_least FROM codegate_attempts",
  );
  // A client that leaves at once may take its call back before the provider has heard all of it.
  const unheard = rows.length - upstream.requests.length;
  expect(unheard).toBeGreaterThanOrEqual(0);
  expect(unheard).toBeLessThanOrEqual(
    rows.filter(({ outcome }) => outcome === "client left").length,
  );
  expect(rows.length).toBeGreaterThan(200);
  expect(new Set(rows.map(({ outcome }) => outcome)).size).toBeGreaterThan(6);
  const byRequest = Map.groupBy(rows, ({ request_id: id }) => id);
  for (const attempts of byRequest.values()) {
    const numbers = attempts.map(({ attempt }) => attempt).toSorted((one, other) => one - other);
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
  }
  // What was cut short costs more than is known of it.
  const cut = rows.filter(({ is_complete: isComplete }) => isComplete === 0);
  expect(cut.length).toBeGreaterThan(5);
  expect(cut.filter(({ cost_is_least: isLeast }) => isLeast === 0)).toEqual([]);
  await upstream.stop();
}, 30_000);
