/** A table of transitions that is filled by the names of its states. */
import { classCount, unitClasses } from "./unit-classes.ts";

/**
 * What calls for a look: the word that ends before the unit, the number some marks before it, the
 * colon before it, the unit itself, the number that begins with it behind a word, the word that
 * begins with it and a capital, the groups of digits before it, the colon before such a group, or the
 * word before the blank in front of it.
 */
export const looks = {
  word: 1,
  number: 2,
  colon: 3,
  mark: 4,
  houseNumber: 5,
  capital: 6,
  row: 7,
  time: 8,
  announcement: 9,
};
type LookName = keyof typeof looks;
const lookNames = Object.keys(looks) as LookName[];

/**
 * A unit that calls for a look leads to a state of its own, from which the table goes on as from the
 * state that the unit leads to otherwise: who follows the table need not ask what a look has brought.
 */
export interface WordMachine {
  /** The state after a unit, at the state before it plus the unit's class. The first state is 0. */
  readonly next: Uint16Array;
  /** A unit that leads to this state or one above calls for a look. */
  readonly firstLook: number;
  /** Of such a state, at its place behind `firstLook`: one of `looks`, and 16 times another. */
  readonly looksOf: Uint8Array;
}

/** By the names of states. */
export interface AfterLooks {
  /** What stands before the unit, now that it was looked at and left alone. */
  readonly behind: Readonly<Record<LookName, string>>;
  /** Within a word that is looked at when it ends, whatever follows. */
  readonly lookedAt: string;
}

export interface StateTable {
  set(state: string, units: readonly number[], target: string): void;
  /** Takes over the transitions of another state. */
  copy(from: string, to: string, units?: readonly number[]): void;
  finish(after: AfterLooks): WordMachine;
}

/** Two bytes name a state: a table that stays in the processor's nearest cache is faster. */
const most = 1 << 16;

/** The first of the states is 0. Targets may be called `look word`. */
export function createStateTable(states: readonly string[]): StateTable {
  const firstLook = states.length * classCount;
  const next = new Uint16Array(most);
  const places = new Map(states.map((name, index) => [name, index * classCount]));
  const calls = createCalls(firstLook);
  const placeOf = (name: string): number => {
    const place = places.get(name);
    if (place === undefined) throw new RangeError(`no state is called ${name}`);
    return place;
  };
  return {
    set(state, units, target) {
      const place = placeOf(state);
      if (target.startsWith("look ")) {
        const look = looks[target.slice("look ".length) as LookName];
        for (const unit of units) next[place + unit] = calls.placeOf(look, unit);
        return;
      }
      const reached = placeOf(target);
      for (const unit of units) next[place + unit] = reached;
    },
    copy(from, to, units) {
      const source = placeOf(from);
      const place = placeOf(to);
      if (units === undefined) next.copyWithin(place, source, source + classCount);
      else for (const unit of units) next[place + unit] = next[source + unit] ?? 0;
    },
    finish({ behind, lookedAt }) {
      const length = firstLook + calls.all.length * classCount;
      if (length > most) throw new RangeError("the table has too many states");
      const after = {
        behind: lookNames.map((look) => placeOf(behind[look])),
        lookedAt: placeOf(lookedAt),
      };
      const looksOf = new Uint8Array(length - firstLook);
      const targets = calls.all.map((call, index) => {
        const { code, target } = followCalls({ next, firstLook, calls: calls.all }, after, call);
        looksOf[index * classCount] = code;
        return target;
      });
      for (const [index, target] of targets.entries())
        next.copyWithin(firstLook + index * classCount, target, target + classCount);
      return { next: next.slice(0, length), firstLook, looksOf };
    },
  };
}

/** A look at a unit of a class. */
interface Call {
  readonly look: number;
  readonly unit: number;
}

interface Calls {
  readonly all: readonly Call[];
  /** Its state; one that is new is put behind the others. */
  placeOf(look: number, unit: number): number;
}

function createCalls(firstLook: number): Calls {
  const all: Call[] = [];
  const places = new Uint16Array((lookNames.length + 1) * classCount);
  return {
    all,
    placeOf(look, given) {
      const unit = isBegun(look, given) ? 0 : given;
      const key = look * classCount + unit;
      if (places[key] === 0) places[key] = firstLook + (all.push({ look, unit }) - 1) * classCount;
      return places[key] ?? 0;
    },
  };
}

interface Filled {
  readonly next: Uint16Array;
  readonly firstLook: number;
  readonly calls: readonly Call[];
}

interface PlacesAfter {
  readonly behind: readonly number[];
  readonly lookedAt: number;
}

/** Behind a word its mark may call for a look as well, and behind a number or a colon a capital. */
function followCalls(
  { next, firstLook, calls }: Filled,
  { behind, lookedAt }: PlacesAfter,
  { look, unit }: Call,
): { readonly code: number; readonly target: number } {
  const target = isBegun(look, unit) ? lookedAt : (next[(behind[look - 1] ?? 0) + unit] ?? 0);
  const other = target < firstLook ? undefined : calls[(target - firstLook) / classCount];
  if (other === undefined) return { code: look, target };
  const rest = followCalls({ next, firstLook, calls }, { behind, lookedAt }, other);
  return { code: look + 16 * rest.code, target: rest.target };
}

/** Of the groups of digits before a word the word itself is one, or the beginning of it. */
function isBegun(look: number, unit: number): boolean {
  return (look === looks.row || look === looks.time) && unit < unitClasses.other;
}
