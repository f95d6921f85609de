/** What masking costs: the first token of new conversations, and of conversations that go on. */
import type { Figure } from "./figures.ts";
import { percentile, runLoad } from "./load.ts";
import { loadOf } from "./rounds.ts";
import { requestBody, type Talk } from "./scenes.ts";
import { startCodeGate, type Provider, type Target } from "./targets.ts";
import { warmUp } from "./warm-up.ts";

const conversationBytes = 1_000_000;
const turns = 20;
const conversations = 5;
/** Turns of another conversation before the first that counts. */
const warmUpTurns = 60;

export async function measureGuardrails(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  const guarded = await startCodeGate(provider.url, { privacy_enabled: "true" });
  await warmUp(provider, [guarded]);
  await provider.play({ kind: "stream", events: 1, everyMs: 0 });
  const refusal = await refusalOf(guarded);
  if (refusal !== null) {
    await guarded.stop();
    console.log(`guardrails: skipped, because requests under them fail: ${refusal}`);
    return [];
  }
  const others = targets.filter(({ name }) => name !== "codegate");
  const without = targets.filter(({ name }) => name === "codegate");
  const figures = [
    ...(await measureTurns("guardrails on", [...others, guarded])),
    ...(await measureTurns("guardrails off", [...others, ...without])),
  ];
  await guarded.stop();
  return figures;
}

async function refusalOf(target: Target): Promise<string | null> {
  const { failure } = await ask(target, bodyOf(2_000, { number: 0, furtherTurns: 0 }));
  return failure?.split("\r\n\r\n").at(-1) ?? null;
}

function bodyOf(bytes: number, talk: Talk): Uint8Array {
  return requestBody("anthropic-messages", bytes, true, talk);
}

function ask(target: Target, body: Uint8Array) {
  const work = { path: "/v1/messages", body, connections: 1, forMs: 0, watches: true };
  return runLoad(loadOf(target, work));
}

async function measureTurns(label: string, targets: readonly Target[]): Promise<Figure[]> {
  const first = await measureEach(targets, conversations, (round) => {
    return { number: round + 1, furtherTurns: 0 };
  });
  await measureEach(targets, warmUpTurns, (round) => {
    return { number: conversations + 1, furtherTurns: round % turns };
  });
  const appended = await measureEach(targets, turns, (round) => {
    return { number: conversations, furtherTurns: round + 1 };
  });
  const figure = (what: string, values: Figure["values"]): Figure => {
    const name = `${label}, 1 MB: first token of ${what}, p50`;
    return { name, unit: "µs", better: "less", values };
  };
  return [figure("a new conversation", first), figure("a turn of 4 KB more", appended)];
}

/** The median of the first tokens, microseconds. */
async function measureEach(
  targets: readonly Target[],
  rounds: number,
  talkOf: (round: number) => Talk,
): Promise<Figure["values"]> {
  const times = new Map<Target, number[]>(targets.map((target) => [target, []]));
  // Made before: to write 1 MB takes the load a tenth of a second, and all targets would be cold.
  const bodies = Array.from({ length: rounds }, (_, round) =>
    bodyOf(conversationBytes, talkOf(round)),
  );
  for (const body of bodies) {
    for (const target of targets) {
      const { failure, firstEvents } = await ask(target, body);
      if (failure !== null) throw new Error(`${target.name}: ${failure}`);
      times.get(target)?.push(...firstEvents);
    }
  }
  const entries = [...times].map(([{ name }, each]) => {
    return [name, percentile(Float64Array.from(each).toSorted(), 0.5) * 1_000];
  });
  return Object.fromEntries(entries) as Figure["values"];
}
