// What could go wrong: a stream ends twice or never, is read ahead of its client, or is pinged when
// nobody waits.
import { expect, test } from "bun:test";
import type { StreamAnswer } from "../../../src/attempt/answer.ts";
import { relayStream, type StreamEnd } from "../../../src/relay/relay-stream.ts";
import { watchStream } from "../../../src/stream/watch-stream.ts";
import { anthropicText } from "../../support/events.ts";
import { readErrorEvent } from "../../support/read-errors.ts";
import { speechOf } from "../../support/speeches.ts";

const idleTimeoutMs = 10_000;
const pingIntervalMs = 1_000;
const events = anthropicText("One two three.");
const { ping } = speechOf("anthropic-messages");

/** A body that counts how often it was asked for more. */
function makeProvider() {
  let reads = 0;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start: (given) => {
      controller = given;
    },
    pull: () => {
      reads++;
    },
  };
  return {
    body: new ReadableStream(source, { highWaterMark: 0 }),
    reads: () => reads,
    send: (...texts: readonly string[]) => {
      for (const text of texts) controller?.enqueue(Buffer.from(text));
    },
    close: () => controller?.close(),
  };
}

/** A provider that sends what the test says, with a clock that the test turns. */
function startRelay(client = new AbortController()) {
  const provider = makeProvider();
  let time = 0;
  let tick: (() => void) | null = null;
  const aborts: string[] = [];
  const ends: StreamEnd[] = [];
  const watcher = watchStream("anthropic-messages");
  const held = [Buffer.from(events.slice(0, 4).join(""))];
  for (const part of held) watcher.feed(part);
  const answer: StreamAnswer = {
    kind: "stream",
    status: 200,
    headers: new Headers({ "transfer-encoding": "chunked" }),
    held,
    reader: provider.body.getReader(),
    watcher,
    abort: (reason) => aborts.push(reason),
  };
  const relay = relayStream(
    {
      answer,
      dialect: "anthropic-messages",
      requestId: "request-1",
      accountName: "first",
      credential: null,
      clientSignal: client.signal,
      onBytes: null,
      onEnd: (end) => ends.push(end),
    },
    {
      ticker: {
        add(added) {
          tick = added;
          return () => {
            tick = null;
          };
        },
      },
      now: () => time,
      idleTimeoutMs,
      pingIntervalMs,
    },
  );
  return {
    ...relay,
    client,
    aborts,
    outcomes: () => ends.map(({ outcome }) => outcome),
    reads: provider.reads,
    isTicking: () => tick !== null,
    send: provider.send,
    close: provider.close,
    pass(milliseconds: number) {
      time += milliseconds;
      tick?.();
    },
  };
}

async function textOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

async function rest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += new TextDecoder().decode(value);
  }
}

test("nothing is asked of the provider before the client asks", async () => {
  const relay = startRelay();
  await Bun.sleep(0);
  expect(relay.reads()).toBe(0);
  const reader = relay.body.getReader();
  expect(await textOf(reader)).toBe(events.slice(0, 4).join(""));
  await Bun.sleep(0);
  expect(relay.reads()).toBe(0);
  void reader.read();
  await Bun.sleep(0);
  expect(relay.reads()).toBe(1);
});

test("a waiting client is pinged; one that has not taken the last ping is not", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  const first = textOf(reader);
  relay.pass(pingIntervalMs - 1);
  relay.pass(1);
  expect(await first).toBe(ping);
  const second = textOf(reader);
  relay.pass(pingIntervalMs - 1);
  relay.pass(1);
  expect(await second).toBe(ping);
  // Nobody reads now: one ping may lie there, no second one.
  relay.pass(pingIntervalMs);
  relay.pass(pingIntervalMs);
  relay.pass(pingIntervalMs);
  expect(await textOf(reader)).toBe(ping);
  relay.send(...events.slice(4));
  relay.close();
  expect(await rest(reader)).toBe(events.slice(4).join(""));
  expect(relay.outcomes()).toEqual(["success"]);
});

test("a provider that falls silent ends in an error event; its connection is closed", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  const text = rest(reader);
  await Bun.sleep(0);
  relay.send(events[4]?.slice(0, 20) ?? "");
  await Bun.sleep(0);
  relay.pass(idleTimeoutMs);
  expect(readErrorEvent("anthropic-messages", await text).message).toContain("fell silent");
  expect([relay.outcomes(), relay.aborts]).toEqual([["stalled"], ["stalled"]]);
  expect(relay.isTicking()).toBe(false);
});

test("a client that does not read for long is not the provider's silence", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  relay.pass(10 * idleTimeoutMs);
  expect(relay.outcomes()).toEqual([]);
  relay.send(...events.slice(4));
  relay.close();
  expect(await rest(reader)).toBe(events.slice(4).join(""));
  expect(relay.outcomes()).toEqual(["success"]);
});

test("a provider that does not close after its terminator is left", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  const text = rest(reader);
  relay.send(events.slice(4).join(""));
  await Bun.sleep(0);
  relay.pass(1_000);
  expect(relay.outcomes()).toEqual([]);
  relay.pass(1_000);
  expect(await text).toBe(events.slice(4).join(""));
  expect([relay.outcomes(), relay.aborts]).toEqual([["success"], ["success"]]);
});

test("a stream whose response nobody reads ends with its client", () => {
  const relay = startRelay();
  relay.client.abort();
  expect([relay.outcomes(), relay.aborts]).toEqual([["client left"], ["client left"]]);
  expect(relay.isTicking()).toBe(false);
});

test("cancelling and aborting is one leave", async () => {
  const relay = startRelay();
  await relay.body.cancel();
  relay.client.abort();
  relay.stop("late");
  expect([relay.outcomes(), relay.aborts]).toEqual([["client left"], ["client left"]]);
});

test("a stop is told in an event, once, and after whole events only", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  const text = rest(reader);
  relay.send(events[4] ?? "", events[5]?.slice(0, 9) ?? "");
  await Bun.sleep(0);
  relay.stop("CodeGate is stopping.");
  relay.stop("again");
  const got = await text;
  expect(got.startsWith(events[4] ?? "none")).toBe(true);
  const error = readErrorEvent("anthropic-messages", got.slice(events[4]?.length));
  expect(error.message).toBe("CodeGate is stopping.");
  expect([relay.outcomes(), relay.aborts]).toEqual([["stopped"], ["stopped"]]);
});

test("a last event without its blank line is passed on when the stream is whole", async () => {
  const relay = startRelay();
  const reader = relay.body.getReader();
  await reader.read();
  const text = rest(reader);
  const end = events.slice(4).join("").trimEnd();
  relay.send(end);
  relay.close();
  expect(await text).toBe(end);
  expect([relay.outcomes(), relay.aborts]).toEqual([["success"], []]);
});

test("a client that has gone before there is anything to relay is noticed", () => {
  const client = new AbortController();
  client.abort();
  const relay = startRelay(client);
  expect(relay.outcomes()).toEqual(["client left"]);
  expect(relay.aborts).toEqual(["client left"]);
  expect(relay.isTicking()).toBe(false);
});
