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

export function sampleForm(form: string, random: Random): string {
  let at = 0;
  const choice = (): string => {
    const rows = [row()];
    while (form[at] === "|") {
      at++;
      rows.push(row());
    }
    return pick(random, rows);
  };
  const row = (): string => {
    let text = "";
    while (at < form.length && form[at] !== "|" && form[at] !== ")") text += repeat();
    return text;
  };
  const repeat = (): string => {
    const start = at;
    const first = one();
    const [least, most] = count();
    const end = at;
    if (least === 1 && most === 1) return first;
    let text = "";
    const times = least + Math.floor(random() * (Math.min(most, least + spare) - least + 1));
    for (let turn = 0; turn < times; turn++) {
      at = start;
      text += one();
    }
    at = end;
    return text;
  };
  const count = (): [number, number] => {
    if (form[at] === "?") return (at++, [0, 1]);
    const match = /^\{(\d+)(,(\d*))?\}/.exec(form.slice(at));
    if (match === null) return [1, 1];
    at += match[0].length;
    const least = Number(match[1]);
    if (match[2] === undefined) return [least, least];
    return [least, match[3] === "" ? least + spare : Number(match[3])];
  };
  const one = (): string => {
    const letter = form[at++] ?? "";
    if (letter === "(") {
      const looksAhead = form.startsWith("?!", at);
      at += 2;
      const text = choice();
      at++;
      return looksAhead ? "" : text;
    }
    if (letter === "[") return pick(random, [...readClass()]);
    if (letter === "\\") {
      const escaped = form[at++] ?? "";
      return escaped === "w"
        ? pick(random, [...word])
        : escaped === "d"
          ? pick(random, [...digits])
          : escaped;
    }
    return letter;
  };
  const readClass = (): string => {
    let letters = "";
    while (form[at] !== "]") {
      const letter = form[at++] ?? "";
      if (letter === "\\") {
        const escaped = form[at++] ?? "";
        letters += escaped === "w" ? word : escaped === "d" ? digits : escaped;
      } else if (form[at] === "-" && form[at + 1] !== "]") {
        const to = form.charCodeAt(at + 1);
        for (let code = letter.charCodeAt(0); code <= to; code++)
          letters += String.fromCharCode(code);
        at += 2;
      } else letters += letter;
    }
    at++;
    return letters;
  };
  return choice();
}
