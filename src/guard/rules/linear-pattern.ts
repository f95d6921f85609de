/**
 * Patterns of users, run in time proportional to the text whatever the pattern: all ways through it
 * are followed at once, letter by letter, and none is ever tried twice. What that cannot do (back
 * references, looking around, lazy repeats) is refused.
 */
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { parsePattern, type Part } from "./parse-pattern.ts";

/** One step of the machine: takes a letter that fits, or goes on in two ways without one. */
type State =
  | { readonly kind: "take"; readonly fits: (code: number) => boolean; next: number }
  | { readonly kind: "split"; next: number; other: number }
  | { readonly kind: "end" };

/** A test for whole values. The failure says what is wrong with the pattern. */
export function compilePattern(pattern: string): Result<(value: string) => boolean, string> {
  if (pattern.length > limits.allowPatternLength) return failed("it is too long");
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  const states: State[] = [{ kind: "end" }];
  const start = build(parsed.value, 0, states);
  if (start === null) return failed("its repeats make it too large");
  return success((value) => run(states, start, value));
}

/** Adds the states of a part in front of `next`; the first of them, or null when there are too many. */
function build(part: Part, next: number, states: State[]): number | null {
  if (states.length > limits.allowPatternStates) return null;
  if (part.kind === "letter") return push(states, { kind: "take", fits: part.fits, next });
  if (part.kind === "row") return buildRow(part.parts, next, states);
  if (part.kind === "choice") return buildChoice(part.parts, next, states);
  return buildRepeat(part, next, states);
}

function push(states: State[], state: State): number {
  states.push(state);
  return states.length - 1;
}

function buildRow(parts: readonly Part[], next: number, states: State[]): number | null {
  let at: number | null = next;
  for (const part of parts.toReversed()) {
    if (at === null) return null;
    at = build(part, at, states);
  }
  return at;
}

function buildChoice(parts: readonly Part[], next: number, states: State[]): number | null {
  let at: number | null = null;
  for (const part of parts) {
    const start = build(part, next, states);
    if (start === null) return null;
    at = at === null ? start : push(states, { kind: "split", next: start, other: at });
  }
  return at;
}

type Repeat = Extract<Part, { kind: "repeat" }>;

function buildRepeat({ part, least, most }: Repeat, next: number, states: State[]): number | null {
  let at: number | null = next;
  if (most === Infinity) {
    const split: State = { kind: "split", next: -1, other: next };
    at = push(states, split);
    const start = build(part, at, states);
    if (start === null) return null;
    split.next = start;
  }
  const optional = most === Infinity ? 0 : most - least;
  for (let count = 0; count < optional; count++) {
    const start = build(part, at, states);
    if (start === null) return null;
    at = push(states, { kind: "split", next: start, other: next });
  }
  for (let count = 0; count < least; count++) {
    if (at === null) return null;
    at = build(part, at, states);
  }
  return at;
}

function run(states: readonly State[], start: number, value: string): boolean {
  const seen = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  follow(states, { from: start, step: 0, seen }, current);
  for (let index = 0; index < value.length && current.length > 0; index++) {
    const code = value.charCodeAt(index);
    const following: number[] = [];
    for (const at of current) {
      const state = states[at];
      if (state?.kind === "take" && state.fits(code)) {
        follow(states, { from: state.next, step: index + 1, seen }, following);
      }
    }
    current = following;
  }
  return current.includes(0);
}

interface Step {
  readonly from: number;
  readonly step: number;
  /** The step at which each state was last reached. */
  readonly seen: Int32Array;
}

/** Adds all states that are reached from one without taking a letter. */
function follow(states: readonly State[], { from, step, seen }: Step, reached: number[]): void {
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const state = states[at];
    if (state === undefined || seen[at] === step) continue;
    seen[at] = step;
    if (state.kind === "split") open.push(state.other, state.next);
    else reached.push(at);
  }
}
