/**
 * What the worst texts cost: every beginning of a vendor's key and every word that a detector waits
 * for, with every mark behind it, again and again. Processor time, because other work on the machine
 * stretches any other; twice the length should take twice the time.
 * By hand, some minutes: `bun test/bench/guard-hostile.ts [only shapes with this in their name]`.
 */
import { vocabulary } from "../../src/guard/detect/take-word.ts";
import { vendorFormats } from "../../src/guard/secret/vendor-formats.ts";
import { maskOnce } from "../support/guard.ts";
import { hostileTexts } from "../support/hostile-texts.ts";

const length = 100_000;
/** So many of the slowest, and of those that grow fastest, are measured again with more. */
const looked = 40;
const rounds = 5;
/** Milliseconds; what is shorter says nothing about how it grows. */
const leastTime = 4;

const marks = [..." \n\t:;,.-_=+/|@~\\\"'`()[]{}<>!?#&*1aA", "\\n", '="', ": ", ":'", '","', "://"];
marks.push(" = ", "||", " is ", "=> ", "Ab ", "12 ", "Q8f", "aaaaaaaaaaaaaaaaaaaaaaaa", "");
const heads = ["eyJ", "AKIA", "DE89", "James ", "Smith", "1 ", "+1 ", "2001:", "4111", "CG_NAME_"];

function repeat(unit: string, size: number): string {
  return unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
}

/** Texts of a size by their names. */
function collectShapes(): Map<string, (size: number) => string> {
  const shapes = new Map<string, (size: number) => string>();
  for (const name of Object.keys(hostileTexts(0)))
    shapes.set(name, (size) => hostileTexts(size)[name] ?? "");
  const starts = vendorFormats.flatMap((format) => format.starts ?? []);
  const { words, parts, ends } = vocabulary;
  for (const start of new Set([...starts, ...words, ...parts, ...ends, ...heads])) {
    for (const mark of marks)
      shapes.set(JSON.stringify(start + mark), (size) => repeat(start + mark, size));
  }
  return shapes;
}

function timeOf(text: string): number {
  const before = process.cpuUsage();
  maskOnce(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

interface Shape {
  readonly name: string;
  readonly build: (size: number) => string;
}

interface Measured extends Shape {
  readonly once: number;
  readonly twice: number;
}

function measure(shape: Shape, size: number, turns: number): Measured {
  const best = (text: string) => Math.min(...Array.from({ length: turns }, () => timeOf(text)));
  const { build } = shape;
  return { ...shape, once: best(build(size)), twice: best(build(2 * size)) };
}

function growth({ once, twice }: Measured): number {
  return twice < leastTime ? 0 : twice / once;
}

function show(title: string, measured: readonly Measured[]): void {
  console.log(title);
  for (const each of measured.slice(0, 10)) {
    const { name, once, twice } = each;
    const times = `${once.toFixed(1)} ms, ${twice.toFixed(1)} ms`;
    console.log(`  ${name.padEnd(32)} ${times}, × ${(twice / once).toFixed(2)}`);
  }
}

const wanted = process.argv[2] ?? "";
const shapes = [...collectShapes()]
  .map(([name, build]) => ({ name, build }))
  .filter(({ name }) => name.includes(wanted));
const all = shapes.map((shape) => measure(shape, length / 2, 1));
const slowest = all.toSorted((one, two) => two.twice - one.twice).slice(0, looked);
const fastest = all.toSorted((one, two) => growth(two) - growth(one)).slice(0, looked);
const again = [...new Set([...slowest, ...fastest])].map((each) => measure(each, length, rounds));
console.log(`${shapes.length} shapes; ${again.length} measured again`);
show(
  `slowest (${length / 1_000} KB, twice as much)`,
  again.toSorted((one, two) => two.once - one.once),
);
show(
  "growing fastest",
  again.toSorted((one, two) => growth(two) - growth(one)),
);
