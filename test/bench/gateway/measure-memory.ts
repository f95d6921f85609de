/** Memory of a fresh gateway: idle, with open streams, under load, and when that is over. */
import type { Figure } from "./figures.ts";
import { runLoad } from "./load.ts";
import { openStreams } from "./open-streams.ts";
import { residentMegabytes } from "./process-use.ts";
import { loadOf } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import type { Provider, Target } from "./targets.ts";

const crowd = 1_000;
/** Of whole answers and then of streams, milliseconds. */
const loadMs = 4_000;
/** From the end of the load to the last look, milliseconds. */
const restMs = 6_000;

export async function measureMemory(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  const kept: Figure[] = [];
  for (const target of targets) {
    const { pid } = target;
    if (pid === null || residentMegabytes(pid) === null) continue;
    const look = () => residentMegabytes(pid) ?? NaN;
    const idle = look();
    const perStream = await memoryOfStreams(provider, target, look);
    const plateau = await memoryUnderLoad(provider, target, look);
    await Bun.sleep(restMs);
    const figure = (what: string, unit: string, value: number): Figure => {
      const name = `memory: ${what}`;
      return { name, unit, better: "less", values: { [target.name]: value } };
    };
    kept.push(
      figure("idle", "MB", idle),
      figure(`each of ${crowd} open streams`, "KB", perStream),
      figure("under load", "MB", plateau),
      figure(`${restMs / 1_000} s after it`, "MB", look()),
    );
  }
  return merge(kept);
}

async function memoryOfStreams(
  provider: Provider,
  target: Target,
  look: () => number,
): Promise<number> {
  await provider.play({ kind: "idle" });
  const body = requestBody("anthropic-messages", 2_000, true);
  const work = { path: "/v1/messages", body, connections: 1, forMs: 0 };
  const { url, request } = loadOf(target, work);
  // A first crowd, which leaves again, makes room that is kept for the second one.
  const before = look();
  const leave = await openStreams({ url, request, count: crowd });
  const perStream = ((look() - before) * 1_024) / crowd;
  leave();
  return perStream;
}

async function memoryUnderLoad(
  provider: Provider,
  target: Target,
  look: () => number,
): Promise<number> {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, look());
  }, 50);
  for (const stream of [false, true]) {
    await provider.play(stream ? { kind: "stream", events: 200, everyMs: 0 } : { kind: "whole" });
    const body = requestBody("anthropic-messages", 100_000, stream);
    const work = { path: "/v1/messages", body, connections: 64, forMs: loadMs / 2 };
    await runLoad(loadOf(target, work));
  }
  clearInterval(timer);
  return most;
}

/** One figure of each name, with the values of all targets. */
function merge(figures: readonly Figure[]): Figure[] {
  const byName = new Map<string, Figure>();
  for (const figure of figures) {
    const values = { ...byName.get(figure.name)?.values, ...figure.values };
    byName.set(figure.name, { ...figure, values });
  }
  return [...byName.values()];
}
