/** Random texts of a regular expression's form: the subset that `vendor-formats.ts` uses. */

export type Random = () => number;

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

const digits = "0123456789";
const small = "abcdefghijklmnopqrstuvwxyz";
const word = `${digits}${small}${small.toUpperCase()}_`;

/** Open repeats are taken up to this many times more than they have to be. */
const spare = 40;

interface Reader {
  readonly form: string;
  readonly random: Random;
  at: number;
}

export function sampleForm(form: string, random: Random): string {
  return choice({ form, random, at: 0 });
}

function choice(reader: Reader): string {
  const rows = [row(reader)];
  while (reader.form[reader.at] === "|") {
    reader.at++;
    rows.push(row(reader));
  }
  return pick(reader.random, rows);
}

function row(reader: Reader): string {
  let text = "";
  for (;;) {
    const letter = reader.form[reader.at];
    if (letter === undefined || letter === "|" || letter === ")") return text;
    text += repeat(reader);
  }
}

function repeat(reader: Reader): string {
  const start = reader.at;
  const first = one(reader);
  const [least, most] = count(reader);
  const end = reader.at;
  if (least === 1 && most === 1) return first;
  let text = "";
  const range = Math.min(most, least + spare) - least + 1;
  for (let left = least + Math.floor(reader.random() * range); left > 0; left--) {
    reader.at = start;
    text += one(reader);
  }
  reader.at = end;
  return text;
}

function count(reader: Reader): [least: number, most: number] {
  if (reader.form[reader.at] === "?") {
    reader.at++;
    return [0, 1];
  }
  const match = /^\{(\d+)(,(\d*))?\}/.exec(reader.form.slice(reader.at));
  if (match === null) return [1, 1];
  reader.at += match[0].length;
  const least = Number(match[1]);
  if (match[2] === undefined) return [least, least];
  return [least, match[3] === "" ? least + spare : Number(match[3])];
}

function one(reader: Reader): string {
  const letter = reader.form[reader.at++] ?? "";
  if (letter === "(") {
    const looksAhead = reader.form.startsWith("?!", reader.at);
    reader.at += 2;
    const text = choice(reader);
    reader.at++;
    return looksAhead ? "" : text;
  }
  if (letter === "[") return pick(reader.random, [...readClass(reader)]);
  return letter === "\\" ? pick(reader.random, [...escaped(reader)]) : letter;
}

function escaped(reader: Reader): string {
  const letter = reader.form[reader.at++] ?? "";
  if (letter === "w") return word;
  return letter === "d" ? digits : letter;
}

function readClass(reader: Reader): string {
  let letters = "";
  for (;;) {
    const letter = reader.form[reader.at++] ?? "]";
    if (letter === "]") return letters;
    if (letter === "\\") letters += escaped(reader);
    else if (reader.form[reader.at] === "-" && reader.form[reader.at + 1] !== "]") {
      const to = reader.form.charCodeAt(reader.at + 1);
      for (let code = letter.charCodeAt(0); code <= to; code++) {
        letters += String.fromCharCode(code);
      }
      reader.at += 2;
    } else letters += letter;
  }
}
