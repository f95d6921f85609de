/** What each worker has counted is told to the others, so that one of them can say all of it. */
import { limits } from "./base/limits.ts";
import type { Meters, Sample } from "./base/meters.ts";
import type { Peers } from "./peers/peers.ts";

export interface SharedMeters {
  readonly meters: Meters;
  readonly countedElsewhere: () => readonly Sample[];
}

const kind = "meters";

/** Counts of workers are kept apart by a label, so that a restart of one is seen as a restart. */
export function shareMeters(peers: Peers | undefined, own: Meters): SharedMeters {
  if (peers === undefined) return { meters: own, countedElsewhere: () => [] };
  const seat = String(peers.memory.seat);
  const others = new Map<string, readonly Sample[]>();
  let isTelling = false;

  peers.hear((news) => {
    if (news.kind !== kind || news.value === null) return;
    const samples = JSON.parse(news.value) as readonly Sample[];
    const worker = news.key;
    others.set(
      worker,
      samples.map((sample) => ({ ...sample, labels: { ...sample.labels, worker } })),
    );
  });

  function tellSoon(): void {
    if (isTelling) return;
    isTelling = true;
    setTimeout(() => {
      isTelling = false;
      peers?.tell({ kind, key: seat, value: JSON.stringify(own.samples()) });
    }, limits.meterNewsMs).unref();
  }

  const meters: Meters = {
    add(name, labels, amount) {
      own.add(name, labels, amount);
      tellSoon();
    },
    samples: own.samples,
  };
  return { meters, countedElsewhere: () => [...others.values()].flat() };
}
