/** What the detectors of one text have found so far. */
import { max } from "../../base/maths.ts";
import type { DetectorId } from "../finding.ts";
import { findToken, longestToken } from "../token/token-shape.ts";
import { isDigit } from "./letters.ts";

export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly detector: DetectorId;
  readonly reason: string;
  /** Proven by its form alone, so that a token inside of it does not speak against it. */
  readonly formal: boolean;
}

/** A text, and where detectors put down what they find. */
export interface Search {
  readonly text: string;
  readonly found: Candidate[];
  /** Where the last word ends that was taken before the table called for it. */
  wordsDone: number;
  /** Where the number that was judged last ends: its later groups are no new beginnings. */
  numbersDone: number;
  /** Where the last group of digits ends that was asked about: rows are walked back to here. */
  digitsDone: number;
  /** Where the value or name that was judged last ends. */
  valuesDone: number;
  /** Where the last name in several words ends that was read from an earlier word on. */
  joinedDone: number;
  /** Names in several words were read up to here. */
  joinedEnd: number;
  /** Where the long value ends that was refused last, and how many inside of it since. */
  refusedEnd: number;
  refusals: number;
  /** Up to here every value of a name is a long one without quotes, once so many were refused. */
  longValuesEnd: number;
  /** The run of letters in which a key was looked for, and how often there was none since `from`. */
  readonly keyRun: { end: number; from: number; failures: number; keyEnd: number };
  /** How often there was a key's form but no key around a literal of this run since `from`. */
  readonly aroundRun: { end: number; from: number; failures: number };
  /** Where the cookies of a line were read from last that may go on, and up to where. */
  readonly cookies: { from: number; end: number };
  /** Where the private key that was read last ends, and where the text's last END line stands. */
  keysDone: number;
  /** JSON Web Keys have been looked for up to here. */
  webKeysDone: number;
  lastKeyEnd: number | null;
  /** Where the last login of a URL ends: its @ is no mail address's. */
  loginEnd: number;
  /** Where the last address with colons ends. */
  colonsDone: number;
  /** Where the last name ends. */
  namesDone: number;
  /** Where the Kubernetes manifest that was read last ends. */
  manifestsDone: number;
  /** Something was read over many lines: `areas.ts` holds for none of this text's finds. */
  readsFar: boolean;
}

export function startSearch(text: string): Search {
  return {
    text,
    found: [],
    wordsDone: 0,
    numbersDone: 0,
    digitsDone: 0,
    valuesDone: 0,
    joinedDone: -1,
    joinedEnd: 0,
    refusedEnd: 0,
    refusals: 0,
    longValuesEnd: 0,
    keyRun: { end: 0, from: 0, failures: 0, keyEnd: 0 },
    aroundRun: { end: 0, from: 0, failures: 0 },
    cookies: { from: 0, end: 0 },
    keysDone: 0,
    webKeysDone: 0,
    lastKeyEnd: null,
    loginEnd: -1,
    colonsDone: 0,
    namesDone: 0,
    manifestsDone: 0,
    readsFar: false,
  };
}

export interface Place {
  readonly start: number;
  readonly end: number;
}

export function add(search: Search, detector: DetectorId, place: Place, reason: string): void {
  if (place.end <= place.start) return;
  search.found.push({ ...place, detector, reason, formal: false });
}

export function addFormal(
  search: Search,
  detector: DetectorId,
  place: Place,
  reason: string,
): void {
  if (place.end <= place.start) return;
  search.found.push({ ...place, detector, reason, formal: true });
}

/** At most `length` units before `end`, cut at a token: what stands before it is no context. */
export function contextBefore(text: string, end: number, length: number): string {
  // A token that begins before the context reaches into it.
  const context = text.slice(max(0, end - length - longestToken), end);
  const start = context.lastIndexOf("CG_");
  const token = start === -1 ? null : findToken(context, start);
  const free = start === -1 ? 0 : (token?.end ?? start + 3);
  return context.slice(max(free, context.length - length));
}

/**
 * True when a number, or a token that may have been one, stands one unit in front of the place or
 * behind it: masking a neighbour must not make a finding of what was none.
 */
export function hasNumberBeside(text: string, { start, end }: Place): boolean {
  if (isDigit(text.charCodeAt(start - 2)) || isDigit(text.charCodeAt(end + 1))) return true;
  if (findToken(text.slice(end + 1, end + 1 + longestToken), 0)?.start === 0) return true;
  const before = text.slice(max(0, start - 1 - longestToken), max(0, start - 1));
  const token = before.lastIndexOf("CG_");
  return token !== -1 && findToken(before, token)?.end === before.length;
}

/** At most `length` units from `start`, cut at a token. */
export function contextAfter(text: string, start: number, length: number): string {
  const context = text.slice(start, start + length);
  const token = context.indexOf("CG_");
  return token === -1 ? context : context.slice(0, token);
}
