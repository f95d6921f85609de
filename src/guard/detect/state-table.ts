/** A table of transitions that is filled by the names of its states. */
import { classCount } from "./unit-classes.ts";

/**
 * What calls for a look: the word that ends before the unit, the number some marks before it, the
 * colon before it, the unit itself, the number that begins with it behind a word, the word that
 * begins with it and a capital, the groups of digits before it, or the colon before such a group.
 */
export const looks = {
  word: 0,
  number: 1,
  colon: 2,
  mark: 3,
  houseNumber: 4,
  capital: 5,
  row: 6,
  time: 7,
};

export interface StateTable {
  /** The state after a unit, at the state before it plus the unit's class. */
  readonly next: Uint16Array | Uint32Array;
  /** This state and those above call for a look, in the order of `looks`. */
  readonly firstLook: number;
  /** Where the transitions of a state begin. */
  placeOf(state: string): number;
  set(state: string, units: readonly number[], target: string): void;
  /** Takes over the transitions of another state. */
  copy(from: string, to: string, units?: readonly number[]): void;
}

/** The first of the states is 0. */
export function createStateTable(states: readonly string[]): StateTable {
  const firstLook = states.length * classCount;
  // Half the size while it fits: a table that stays in the processor's nearest caches is faster.
  const isSmall = firstLook + Object.keys(looks).length <= 1 << 16;
  const next = isSmall ? new Uint16Array(firstLook) : new Uint32Array(firstLook);
  const places = new Map(states.map((name, index) => [name, index * classCount]));
  for (const [name, place] of Object.entries(looks)) places.set(`look ${name}`, firstLook + place);
  const placeOf = (name: string): number => {
    const place = places.get(name);
    if (place === undefined) throw new RangeError(`no state is called ${name}`);
    return place;
  };
  return {
    next,
    firstLook,
    placeOf,
    set(state, units, target) {
      const place = placeOf(state);
      const reached = placeOf(target);
      for (const unit of units) next[place + unit] = reached;
    },
    copy(from, to, units) {
      const source = placeOf(from);
      const place = placeOf(to);
      if (units === undefined) next.copyWithin(place, source, source + classCount);
      else for (const unit of units) next[place + unit] = next[source + unit] ?? 0;
    },
  };
}
