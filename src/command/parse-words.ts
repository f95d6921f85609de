/** Words of a command line into flags and operands, or one sentence about what is wrong. */
import { parseArgs } from "node:util";
import { failed, success, type Result } from "../base/result.ts";
import { closestName } from "../process/closest-name.ts";
import type { Action, Flag, ParsedWords } from "./command.ts";

/** `title` is what the action is called in sentences, such as "accounts add". */
export function parseWords(
  action: Action,
  title: string,
  words: readonly string[],
): Result<ParsedWords, string> {
  const flags = new Map(action.flags.map((flag) => [flag.name, flag]));
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of readTokens(action.flags, words)) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const flag = flags.get(token.name);
    if (flag === undefined) return failed(refuseFlag(action, title, token));
    const value = readValue(flag, token);
    if (!value.ok) return value;
    const former = flag.isRepeatable === true ? (values.get(flag.name) ?? []) : [];
    values.set(flag.name, [...former, value.value]);
  }
  const problem = findOperandProblem(action, title, operands);
  if (problem !== null) return failed(problem);
  return success({
    operands,
    value: (name) => values.get(name)?.at(-1),
    values: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  });
}

function readTokens(flags: readonly Flag[], words: readonly string[]) {
  const options = Object.fromEntries(
    flags.map(({ name, value }) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  // Not strict: its errors would show values, and know no closest match.
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readValue({ value: placeholder }: Flag, token: OptionToken): Result<string, string> {
  const { rawName, value, inlineValue } = token;
  if (placeholder === undefined) {
    return value === undefined ? success("") : failed(`${rawName} takes no value.`);
  }
  if (value === undefined || value === "")
    return failed(`${rawName} needs a value: ${placeholder}.`);
  // "--name --json" is a forgotten value; "--priority -1" is none.
  const isNextFlag = inlineValue !== true && /^-\D/.test(value);
  return isNextFlag
    ? failed(
        `${rawName} needs a value; one that begins with a dash is written ${rawName}=${placeholder}.`,
      )
    : success(value);
}

/** Never shows the value, which may be a key. */
function refuseFlag(action: Action, title: string, { name, rawName }: OptionToken): string {
  const { flags, refused = {} } = action;
  const known = [...flags.map((flag) => flag.name), "help", ...Object.keys(refused)];
  const meant = closestName(name, known);
  const instead = meant === null ? undefined : refused[meant];
  if (instead !== undefined) return instead;
  const guess = meant === null ? "--help shows those there are." : `did you mean --${meant}?`;
  return `There is no flag ${rawName} in "${title}"; ${guess}`;
}

function findOperandProblem(
  action: Action,
  title: string,
  operands: readonly string[],
): string | null {
  const needed = action.operands.filter((operand) => !operand.startsWith("["));
  const missing = needed[operands.length];
  if (missing !== undefined) return `"${title}" needs ${missing}.`;
  if (operands.length <= action.operands.length) return null;
  if (action.operands.length === 0) return `"${title}" takes nothing but flags.`;
  const allowed = action.operands.join(" ");
  return `"${title}" takes only ${allowed}; a name with spaces has to stand in quotes.`;
}
