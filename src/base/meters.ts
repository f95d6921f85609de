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

/** Counters by name and then by the values of their labels: every request looks some up. */
interface Shelf {
  counter: Counter | null;
  readonly inner: Map<string, Shelf>;
}

interface Counter extends Sample {
  value: number;
}

const newShelf = (): Shelf => ({ counter: null, inner: new Map() });

export function createMeters(): Meters {
  const shelves = newShelf();
  const samples: Counter[] = [];
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

  function open(name: string, labels: Labels): Counter {
    let shelf = shelfIn(shelves, name);
    for (const value of Object.values(labels)) shelf = shelfIn(shelf, value);
    if (shelf.counter !== null) return shelf.counter;
    shelf.counter = { name, labels, value: 0 };
    samples.push(shelf.counter);
    return shelf.counter;
  }

  return {
    add(name, labels, amount = 1) {
      const counter = find(shelves, name, labels) ?? open(name, bounded(name, labels));
      counter.value += amount;
    },
    samples: () => [...samples],
  };
}

function find(shelves: Shelf, name: string, labels: Labels): Counter | null {
  let shelf = shelves.inner.get(name);
  for (const label in labels) shelf = shelf?.inner.get(labels[label] ?? "");
  return shelf?.counter ?? null;
}

function shelfIn({ inner }: Shelf, key: string): Shelf {
  const known = inner.get(key) ?? newShelf();
  inner.set(key, known);
  return known;
}

export const noMeters: Meters = { add: () => undefined, samples: () => [] };
