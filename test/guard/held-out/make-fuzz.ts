/** Texts of everything at once: secrets whole, cut and glued, code, signs, JSON in JSON, own tokens. */
import type { Chance } from "./random.ts";
import type { Sets } from "./record.ts";

const signs = [
  ...'éß漢🙂\u200b\ufeff\u2028\0\t\n"\\[]{}<>%',
  "\r\n",
  "\\n",
  '\\"',
  "\\\\",
  "👩‍💻",
  "\ud83d",
  "\u202e",
  "%40",
  "&amp;",
  "CG_",
  "C",
  "CG_KEY_",
  "CG_EMAIL_0123456789abc",
];

export interface FuzzSource {
  readonly values: readonly string[];
  readonly texts: readonly string[];
}

export function fuzzSource(sets: Sets): FuzzSource {
  const cases = Object.values(sets).flat();
  return {
    values: cases.flatMap(({ spans }) => spans.map(({ value }) => value)),
    texts: cases.map(({ text }) => text).filter(({ length }) => length < 600),
  };
}

/** `tokens` may occur literally. */
export function fuzzText(
  chance: Chance,
  { values, texts }: FuzzSource,
  tokens: readonly string[],
): string {
  const kinds: readonly (() => string)[] = [
    () => chance.pick(values),
    () => chance.pick(texts),
    () => chance.pick(signs),
    () => cut(chance, chance.pick(values)),
    () => chance.pick(values) + chance.pick(["", ".", '"']) + chance.pick(values),
    () => JSON.stringify({ a: chance.pick(values), b: JSON.stringify([chance.pick(texts)]) }),
    () => (tokens.length === 0 ? "x" : chance.pick(tokens)),
    () => cut(chance, chance.pick(texts)),
  ];
  const pieces = Array.from({ length: chance.between(1, 8) }, () => chance.pick(kinds)());
  return pieces.map((piece) => piece + chance.pick(["", " ", "\n", ", ", ": ", "="])).join("");
}

function cut(chance: Chance, text: string): string {
  const start = chance.between(0, Math.max(0, text.length - 1));
  return text.slice(start, start + chance.between(1, text.length));
}

/** Pieces of one to thirty UTF-16 units, surrogates apart from each other too. */
export function cutAnywhere(chance: Chance, text: string): string[] {
  const most = chance.pick([1, 2, 5, 30]);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = chance.between(1, most);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

export const replyForms: readonly ((value: string) => string)[] = [
  (value) => `I will use ${value} for this.`,
  (value) => `Run \`${value}\` now`,
  (value) => `const v = "${value}";\n`,
  (value) => `${value}${value}`,
  (value) => `x_${value}_y and ${value}`,
  (value) => `https://a.test/${value}?q=${value}#CG_${value}`,
  (value) => value,
  (value) => `- ${value}\n- other\n`,
];
