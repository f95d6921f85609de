/** Many clients, some of whom leave at any moment of their answer. */
import { join } from "node:path";
import type { Dialect } from "../../src/base/dialect.ts";
import { preciseNow, startChild } from "./child.ts";
import { createRandom, type Random } from "./cut.ts";
import { openRaw, writtenRequest } from "./raw-client.ts";
import { spokenWords, type Speech } from "./speeches.ts";
import type { RequestEnd } from "./stream-host.ts";

/** A provider in a process of its own; see `stream-host.ts`. */
export interface MeasuredStreams {
  readonly url: string;
  /** How the request with this tag ended; null when it never came. */
  endOf(tag: string): Promise<RequestEnd | null>;
  stop(): Promise<void>;
}

export async function startStreams(dialect: Dialect): Promise<MeasuredStreams> {
  const { child, first } = await startChild(join(import.meta.dir, "stream-host.ts"), [dialect]);
  return {
    url: first as string,
    endOf: async (tag) => (await child.ask(tag)) as RequestEnd | null,
    stop: () => child.stop(),
  };
}

export interface Crowd {
  readonly url: string;
  readonly speech: Speech;
  readonly upstream: MeasuredStreams;
  /** Streams in all, and at the same time. */
  readonly streams: number;
  readonly atOnce: number;
  /** How many of them leave, 0 to 1. */
  readonly leaving: number;
  readonly seed: number;
}

export interface CrowdResult {
  readonly whole: number;
  readonly left: number;
  /** From a client's leave to the provider's closed connection, milliseconds, ascending. */
  readonly closeMs: readonly number[];
}

export async function sendCrowd(crowd: Crowd): Promise<CrowdResult> {
  const { streams, atOnce, seed } = crowd;
  const random = createRandom(seed);
  const closeMs: number[] = [];
  const done = { started: 0, whole: 0, left: 0 };
  const lane = async (): Promise<void> => {
    while (done.started < streams) {
      const tag = `${seed}-${done.started++}`;
      const leaves = random.next() < crowd.leaving;
      const ms = leaves ? await leave(crowd, tag, random) : await stay(crowd, tag);
      if (leaves) done.left++;
      else done.whole++;
      if (ms !== null) closeMs.push(ms);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { ...done, closeMs: closeMs.toSorted((left, right) => left - right) };
}

async function stay(crowd: Crowd, tag: string): Promise<null> {
  const connection = await openRaw(crowd.url);
  const answer = await connection.request(tagged(crowd, tag));
  connection.leave();
  if (answer.text() !== crowd.speech.text(spokenWords).join("")) {
    throw new Error(`a stream came out wrong: ${answer.status} ${answer.text().slice(-300)}`);
  }
  return null;
}

/** Null when the provider had finished, or not begun, when the client left. */
async function leave(crowd: Crowd, tag: string, random: Random): Promise<number | null> {
  const { url, upstream } = crowd;
  const connection = await openRaw(url);
  void connection.send(writtenRequest(url, tagged(crowd, tag)));
  if (random.next() < 0.3) await Bun.sleep(random.integer(4));
  else {
    const word = spokenWords[random.integer(spokenWords.length - 2)] ?? "";
    await connection.until((text) => text.includes(word));
  }
  const leftAt = preciseNow();
  connection.leave(random.next() < 0.5 ? "fin" : "reset");
  const end = await upstream.endOf(tag);
  return end === null || end.answeredAt !== null ? null : (end.closedAt ?? Number.NaN) - leftAt;
}

function tagged({ speech }: Crowd, tag: string) {
  const request = speech.request(true);
  return { ...request, headers: [...(request.headers ?? []), ["x-test", tag] as [string, string]] };
}
