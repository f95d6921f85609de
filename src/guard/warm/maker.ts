/** What fills the blanks of typical texts. Nothing of it is anybody's. */
export type Random = () => number;

/** The same numbers in every process, so that what is measured once holds. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const words =
  `account action address array async author await base body buffer build cache call change check
child class client close code config connection const content context copy count create current data
default delete depth document element email end entry error event export field file filter first
format function group handler header host id image import index input item key label length level
line link list load local log main map match message method model module name next node number
object option order output owner page parse part password path pattern port private process public
query range read record request result return route schema score secret select send server session
set shape signature size source space start state status store stream street string table target
task test text time title to token total tree type unit update user value version view width with
word write`.split(/\s+/);
const kinds = "Array Error Item List Map Node Options Promise Result State String Type".split(" ");
const firstNames = "James Mary Robert Linda Thomas Susan Jordan José Jean-Luc".split(" ");
const lastNames = "Miller Hughes Walker Bennett Foster Carter".split(" ");

export interface Maker {
  readonly word: () => string;
  readonly type: () => string;
  readonly camel: () => string;
  readonly number: (below: number) => number;
  readonly person: () => string;
  readonly value: (length: number) => string;
  readonly digits: (length: number) => string;
  readonly hex: (length: number) => string;
  readonly sentence: () => string;
}

export function createMaker(random: Random): Maker {
  const word = () => pick(random, words);
  const number = (below: number) => Math.floor(random() * below);
  const letters = (from: readonly string[]) => (length: number) =>
    Array.from({ length }, () => pick(random, from)).join("");
  return {
    word,
    number,
    type: () => capital(word()) + pick(random, kinds),
    camel: () => word() + capital(word()),
    person: () => `${pick(random, firstNames)} ${pick(random, lastNames)}`,
    value: letters(base62),
    digits: letters(base62.slice(-10)),
    hex: letters([..."0123456789abcdef"]),
    sentence: () => Array.from({ length: 4 + number(8) }, word).join(" "),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const base62 = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
