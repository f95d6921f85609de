/**
 * A short cut for the events that make up nearly all of a stream: deltas of a text, each like the one
 * before but for the text, its number and its padding. An event like that is told by the letters
 * around these, and its JSON is not parsed, which would be a third of what its conversion costs
 * (`test/bench/convert-stream.ts`). Any other event is none of them, whatever it holds.
 */

/** An event that said nothing but more of a text. */
export interface Repeatable {
  /** Name of the field that held the text. */
  readonly field: string;
  readonly text: string;
  /** What another one with this text would do. */
  readonly again: (text: string) => void;
}

export interface RepeatedEvents {
  /** True when the event is like the last one that was learned: it has been taken then. */
  take(name: string | null, data: string): boolean;
  /** Whether another event may be worth learning. */
  readonly isLearning: () => boolean;
  /** An event that was parsed; null = it said something else than text. */
  learn(name: string | null, data: string, found: Repeatable | null): void;
}

/** Servers with something new in every event are not compared for ever. */
const mostMisses = 5;

export function findRepeatedEvents(): RepeatedEvents {
  let known: Pattern | null = null;
  let misses = 0;
  return {
    take(name, data) {
      if (known === null || known.name !== name) return false;
      const text = textIn(known, data);
      if (text === null || text === "") return false;
      misses = 0;
      known.again(text);
      return true;
    },
    isLearning: () => misses <= mostMisses,
    learn(name, data, found) {
      if (found === null) return;
      const pattern = patternOf(name, data, found);
      if (pattern === null) return;
      known = pattern;
      misses++;
    },
  };
}

/** The letters of an event: start, a number, middle, the text, end, padding, rest. */
interface Pattern {
  readonly name: string | null;
  readonly start: string;
  /** Null = the event has no number. */
  readonly middle: string | null;
  readonly end: string;
  /** Null = there is no padding in a field of its own. */
  readonly rest: string | null;
  readonly again: (text: string) => void;
}

const numberField = '"sequence_number":';
const paddingField = '"obfuscation":"';

function patternOf(name: string | null, data: string, { field, text, again }: Repeatable) {
  const key = `"${field}":"`;
  const place = data.indexOf(key);
  if (place === -1 || place !== data.lastIndexOf(key)) return null;
  const from = place + key.length;
  const to = literalEnd(data, from);
  if (to === -1 || textOfLiteral(data.slice(from, to)) !== text) return null;
  const head = data.slice(0, from);
  const tail = data.slice(to);
  const numberAt = head.indexOf(numberField) + numberField.length;
  const hasNumber = numberAt >= numberField.length;
  const paddingAt = tail.indexOf(paddingField) + paddingField.length;
  const hasPadding = paddingAt >= paddingField.length;
  return {
    name,
    start: hasNumber ? head.slice(0, numberAt) : head,
    middle: hasNumber ? head.slice(numberEnd(head, numberAt)) : null,
    end: hasPadding ? tail.slice(0, paddingAt) : tail,
    rest: hasPadding ? tail.slice(tail.indexOf('"', paddingAt)) : null,
    again,
  };
}

/** The text of an event that is like the pattern; null = it is not. */
function textIn(pattern: Pattern, data: string): string | null {
  const { start, middle } = pattern;
  if (!data.startsWith(start)) return null;
  let from = start.length;
  if (middle !== null) {
    const number = numberEnd(data, from);
    if (number === from || !data.startsWith(middle, number)) return null;
    from = number + middle.length;
  }
  const to = literalEnd(data, from);
  if (to === -1 || !endsAlike(data, to, pattern)) return null;
  return textOfLiteral(data.slice(from, to));
}

function endsAlike(data: string, to: number, { end, rest }: Pattern): boolean {
  if (!data.startsWith(end, to)) return false;
  if (rest === null) return data.length === to + end.length;
  return data.slice(data.indexOf('"', to + end.length)) === rest;
}

function numberEnd(data: string, from: number): number {
  let end = from;
  while (data.charCodeAt(end) >= 48 && data.charCodeAt(end) <= 57) end++;
  return end;
}

/** Where the quote is that ends a text which begins at `from`; -1 = nowhere. */
function literalEnd(data: string, from: number): number {
  let end = data.indexOf('"', from);
  while (end !== -1 && isEscaped(data, end)) end = data.indexOf('"', end + 1);
  return end;
}

function isEscaped(data: string, place: number): boolean {
  let start = place;
  while (data.charCodeAt(start - 1) === 92) start--;
  return (place - start) % 2 === 1;
}

function textOfLiteral(literal: string): string | null {
  if (!literal.includes("\\")) return literal;
  try {
    return String(JSON.parse(`"${literal}"`));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
