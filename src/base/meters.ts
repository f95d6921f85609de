/** Counts of what happened, for whoever watches the gateway. Never a value, a key or a name of a person. */
import { limits } from "./limits.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

export interface Meters {
  /** Counts up. Labels have few values; those beyond `limits.meterLabelValues` become "other". */
  add(name: string, labels: Labels, amount?: number): void;
  /** Counters since the start, in the order in which they first counted. */
  samples(): readonly Sample[];
}

export function createMeters(): Meters {
  const samples = new Map<string, { name: string; labels: Labels; value: number }>();
  const seen = new Map<string, Set<string>>();

  function bounded(name: string, labels: Labels): Labels {
    const entries = Object.entries(labels).map(([label, value]) => {
      const key = `${name} ${label}`;
      const values = seen.get(key) ?? new Set();
      seen.set(key, values);
      if (values.size < limits.meterLabelValues) values.add(value);
      return [label, values.has(value) ? value : "other"] as const;
    });
    return Object.fromEntries(entries);
  }

  return {
    add(name, labels, amount = 1) {
      const known = samples.get(keyOf(name, labels));
      if (known !== undefined) {
        known.value += amount;
        return;
      }
      const kept = bounded(name, labels);
      const sample = samples.get(keyOf(name, kept)) ?? { name, labels: kept, value: 0 };
      sample.value += amount;
      samples.set(keyOf(name, kept), sample);
    },
    samples: () => [...samples.values()],
  };
}

function keyOf(name: string, labels: Labels): string {
  let key = name;
  for (const label in labels) key += `\0${labels[label]}`;
  return key;
}

export const noMeters: Meters = { add: () => undefined, samples: () => [] };
