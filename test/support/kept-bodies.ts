/** Everything that a gateway has kept of its requests' bodies. */
import type { KeptFacts } from "../../src/bodies/kept-record.ts";
import { allTimes, readKept } from "../../src/bodies/read-kept.ts";
import { readDerivedKey } from "../../src/store/read-once.ts";

export interface KeptTexts {
  readonly facts: KeptFacts;
  readonly request: string;
  readonly response: string | null;
}

/** Oldest first; `key` is the one that sealed them. */
export function keptTexts(dataDirectory: string, key = bodiesKey(dataDirectory)): KeptTexts[] {
  const all: KeptTexts[] = [];
  for (const kept of readKept({ dataDirectory, key, onUnreadable }, allTimes)) {
    const { facts, request, response } = kept;
    all.push({ facts, request: request().toString(), response: response()?.toString() ?? null });
  }
  return all;
}

function onUnreadable(path: string, reason: string): never {
  throw new Error(`${path}: ${reason}`);
}

export function bodiesKey(dataDirectory: string): Uint8Array {
  const place = { dataDirectory, accountKey: undefined, masterKey: undefined };
  const key = readDerivedKey(place, "bodies");
  if (key === null) throw new Error("there is no account key");
  return key;
}
