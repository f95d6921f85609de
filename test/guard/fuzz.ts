/** Many texts by chance, from the repository's root: `bun test/guard/fuzz.ts --cases 100000 --seed 1`. */
import { parseArgs } from "node:util";
import { runFuzz } from "./fuzz-cases.ts";

const { values } = parseArgs({
  args: Bun.argv.slice(2),
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
  },
});
const { cases, tokens, failures } = runFuzz(Number(values.seed), Number(values.cases));
for (const failure of failures.slice(0, 20)) console.log(failure);
console.log(`${cases} texts, ${tokens} tokens, ${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
