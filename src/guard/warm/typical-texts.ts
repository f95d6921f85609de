/**
 * Texts of the kinds that agents send most: code, JSON, prose, listings. Nothing in them is anybody's:
 * words come from a list, values from a generator, so that a few of them are found.
 */

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
const firstNames = "James Mary Robert Linda Thomas Susan".split(" ");
const lastNames = "Miller Hughes Walker Bennett Foster Carter".split(" ");

interface Maker {
  readonly word: () => string;
  readonly type: () => string;
  readonly camel: () => string;
  readonly number: (below: number) => number;
  readonly person: () => string;
  readonly value: (length: number) => string;
  readonly sentence: () => string;
}

type Line = (make: Maker) => string;

const code: readonly Line[] = [
  ({ type, word }) => `import { ${type()}, type ${type()} } from "./${word()}-${word()}.ts";`,
  ({ camel, word, type }) =>
    `export async function ${camel()}(${word()}: ${type()}, ${word()} = 0): Promise<${type()}> {`,
  ({ camel, word, number }) =>
    `  const ${word()} = await this.${word()}.${camel()}(${word()}, { timeout: ${number(9_999)} });`,
  ({ word, type, sentence }) =>
    `  if (${word()} === null) throw new ${type()}(\`${sentence()} \${${word()}}\`);`,
  ({ word, camel }) => `    .filter((${word()}) => ${word()}.${camel()} !== "${word()}")`,
  ({ word, number }) => `  for (let i = 0; i < ${word()}.length; i += ${number(16)}) ${word()}(i);`,
  ({ camel, word }) =>
    `  return ${word()}.${camel()}().then((${word()}) => ${camel()}(${word()}));`,
  ({ sentence }) => `  // ${sentence()}`,
  ({ word, type, number }) => `    case ${type()}.${type()}: return ${word()}[${number(9)}] ?? -1;`,
  ({ word }) => `const ${word()}Token = process.env.${word().toUpperCase()}_API_KEY ?? "";`,
  () => "}\n",
];
const json: readonly Line[] = [
  ({ word, camel }) => `  "${camel()}": "${word()} ${word()}",`,
  ({ word, number }) => `  "${word()}": ${number(100_000)},`,
  ({ word, number }) => `  "@${word()}/${word()}": "^${number(9)}.${number(30)}.${number(9)}",`,
  ({ word, value }) =>
    `  "${word()}": { "integrity": "sha512-${value(86)}==", "${word()}": true },`,
  ({ word }) => `  "${word()}": "https://${word()}.example/${word()}/${word()}?${word()}=1",`,
  ({ word, value }) => `  "${word()}_token": "${value(32)}",`,
  ({ person, word }) =>
    `  "author": { "name": "${person()}", "email": "${word()}@${word()}.dev" },`,
  ({ number }) =>
    `  "created_at": "2026-0${number(8) + 1}-1${number(9)}T1${number(9)}:05:22.123Z",`,
];
const prose: readonly Line[] = [
  ({ sentence }) => `${sentence()}. ${sentence()}, and then ${sentence()}.`,
  ({ sentence, word }) => `- **${word()}** (\`${word()}.ts\`): ${sentence()}`,
  ({ type, sentence }) => `## ${type()}\n\nThe ${sentence()}.`,
  ({ person, sentence }) => `${person()} wrote that ${sentence()}.`,
  ({ number, word }) => `${number(9) + 1}. Set \`password = "${word()}${number(999)}!x"\` first.`,
];
const listing: readonly Line[] = [
  ({ number, word }) =>
    `-rw-r--r--  1 ${word()} ${word()} ${number(90_000)} Nov ${number(28) + 1} 14:3${number(9)} ${word()}.ts`,
  ({ camel, type, word, number }) =>
    `    at ${type()}.${camel()} (/app/src/${word()}/${word()}.js:${number(900)}:${number(80)})`,
  ({ word, number, value }) =>
    `2026-11-2${number(9)}T14:37:2${number(9)}.${number(999)}Z INFO ${word()} id=${value(12)} ip=84.17.${number(200)}.${number(200)}`,
  ({ word, number }) => `├── ${word()}-${word()}@${number(9)}.${number(20)}.${number(9)}`,
  ({ value, word }) => `${value(40).toLowerCase()} ${word()}: ${word()} ${word()}`,
  ({ word, number }) => `+  ${word()}.${word()}(0x${number(60_000).toString(16)}, ${number(9)}px);`,
];

/** Half of them have a letter that takes 16 bits: such texts are compiled for apart. */
const endings = ["", " …", "", " — 漢字 “é” ✓"];

/** Units of UTF-16 of one text, so that a step stays short when nothing is compiled yet. */
const textLength = 1_000;

export function* typicalTexts(random: Random): Generator<string> {
  const make = createMaker(random);
  for (let turn = 0; ; turn++) {
    for (const lines of [code, listing, code, json, prose]) {
      let text = "";
      while (text.length < textLength) text += `${pick(random, lines)(make)}\n`;
      yield text + endings[turn % endings.length];
    }
  }
}

function createMaker(random: Random): Maker {
  const word = () => pick(random, words);
  const number = (below: number) => Math.floor(random() * below);
  return {
    word,
    number,
    type: () => capital(word()) + pick(random, kinds),
    camel: () => word() + capital(word()),
    person: () => `${pick(random, firstNames)} ${pick(random, lastNames)}`,
    value: (length) => Array.from({ length }, () => pick(random, letters)).join(""),
    sentence: () => Array.from({ length: 4 + number(8) }, word).join(" "),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}
