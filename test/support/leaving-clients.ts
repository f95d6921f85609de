/** Many clients, some of whom leave at any moment of their answer. */
import { createRandom, type Random } from "./cut.ts";
import { openRaw, writtenRequest } from "./raw-client.ts";
import { sse, type Reply } from "./reply.ts";
import { startUpstream, type ScriptedUpstream } from "./scripted-upstream.ts";
import type { SeenRequest } from "./seen-request.ts";
import type { Speech } from "./speeches.ts";

const words = Array.from({ length: 20 }, (_, index) => ` word${index}`);

export interface Crowd {
  readonly url: string;
  readonly speech: Speech;
  readonly upstream: ScriptedUpstream;
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

/** A provider whose streams take some milliseconds, so that there are moments to leave at. */
export function startStreams(speech: Speech): ScriptedUpstream {
  const events = speech.text(words);
  const reply: Reply = {
    ...sse([]),
    before: [{ waitMs: 1 }],
    steps: events.flatMap((event, index) => (index % 5 === 0 ? [{ waitMs: 1 }, event] : [event])),
  };
  return startUpstream(() => reply);
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
  if (answer.text() !== crowd.speech.text(words).join("")) {
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
    const word = words[random.integer(words.length - 2)] ?? "";
    await connection.until((text) => text.includes(word));
  }
  const request = upstream.requests.findLast((each) => each.header("x-test") === tag);
  const wasAnswered = request === undefined || request.answeredAt !== null;
  const leftAt = performance.now();
  connection.leave(random.next() < 0.5 ? "fin" : "reset");
  return wasAnswered ? null : closeLatency(upstream, request, leftAt);
}

async function closeLatency(
  upstream: ScriptedUpstream,
  request: SeenRequest,
  leftAt: number,
): Promise<number | null> {
  // The answer's end may have been on its way already: then the connection is kept for others.
  const wasAnswered = () => request.answeredAt !== null;
  try {
    await upstream.waitForClose(request, 1_000);
  } catch (error) {
    if (!wasAnswered()) throw error;
  }
  return wasAnswered() ? null : (request.closedAt ?? Number.NaN) - leftAt;
}

function tagged({ speech }: Crowd, tag: string) {
  const request = speech.request(true);
  return { ...request, headers: [...(request.headers ?? []), ["x-test", tag] as [string, string]] };
}
