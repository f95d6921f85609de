/** Help, made from what the commands say about themselves. */
import { version } from "../base/version.ts";
import type { Action, Command, Flag } from "./command.ts";
import { wrap } from "./terminal/table.ts";
import type { Output } from "./terminal/terminal.ts";

export interface HelpInput {
  readonly out: Output;
  /** How the program is called. */
  readonly program: string;
}

export function showMainHelp({ out, program }: HelpInput, commands: readonly Command[]): void {
  out.line(`CodeGate ${version}: the gateway coding agents talk to instead of an LLM provider.`);
  showUsage({ out, program }, ["[COMMAND]"]);
  heading(out, "Commands");
  const entries = commands.map(({ name, summary }): Entry => [name, summary]);
  entries.push(["help", "This help; `help accounts` shows more"], ["version", "The version"]);
  showEntries(out, entries);
  showExamples({ out, program }, ["accounts add", "accounts test --all", "", "status"]);
  out.line();
  writeProse(
    out,
    `Variables such as DATA_DIR and PROXY_PORT are in the README; settings of the database: ${program} settings`,
  );
}

export function showCommandHelp({ out, program }: HelpInput, command: Command): void {
  const { name, summary, actions } = command;
  const [first] = actions;
  if (actions.length === 1) return showActionHelp({ out, program }, command, first);
  out.line(`${summary}.`);
  showUsage({ out, program }, [`${name} [ACTION]`]);
  heading(out, "Actions");
  showEntries(
    out,
    actions.map((action) => [
      [action.name, ...action.operands].join(" "),
      action === first ? `${action.summary} (also without a word)` : action.summary,
    ]),
  );
  const examples = actions.flatMap((action) => action.examples.slice(0, 1));
  showExamples({ out, program }, examples);
  out.line();
  out.line(`The flags of an action: ${program} ${name} ACTION --help`);
}

export function showActionHelp(
  { out, program }: HelpInput,
  { name }: Command,
  action: Action,
): void {
  const { summary, details = [], flags, examples } = action;
  out.line(`${summary}.`);
  const words = [name, action.name, ...action.operands, ...(flags.length > 0 ? ["[FLAGS]"] : [])];
  showUsage({ out, program }, [words.filter((word) => word !== "").join(" ")]);
  if (details.length > 0) out.line();
  writeProse(out, details.join(" "));
  if (flags.length > 0) heading(out, "Flags");
  showEntries(
    out,
    flags.map((flag) => [flagUsage(flag), flag.help]),
  );
  showExamples({ out, program }, examples);
}

function flagUsage({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function showUsage({ out, program }: HelpInput, words: readonly string[]): void {
  out.line();
  for (const word of words) out.line(`${out.paint("bold", "Usage:")} ${program} ${word}`);
}

function showExamples({ out, program }: HelpInput, examples: readonly string[]): void {
  heading(out, examples.length === 1 ? "Example" : "Examples");
  for (const example of examples) out.line(`  ${lineOf(example, program)}`);
}

/** In a line that pipes something in, the program's name stands behind the pipe. */
function lineOf(example: string, program: string): string {
  const [before, words] = example.split(pipe);
  const line = words === undefined ? `${program} ${example}` : `${before} | ${program} ${words}`;
  return line.trimEnd();
}

const pipe = " | codegate ";

type Entry = readonly [name: string, meaning: string];

/** A name longer than this stands on a line of its own. */
const widestName = 26;

/** Columns that a line of help takes on a wide terminal. */
const widestLine = 100;

function showEntries(out: Output, entries: readonly Entry[]): void {
  const lengths = entries.map(([name]) => name.length).filter((length) => length <= widestName);
  const width = Math.max(0, ...lengths);
  for (const [name, meaning] of entries) {
    const isLong = name.length > width;
    if (isLong) out.line(`  ${out.paint("cyan", name)}`);
    const lines = wrap(meaning, Math.min(out.width, widestLine) - width - 4);
    for (const [index, line] of lines.entries()) {
      const left = isLong || index > 0 ? "" : name;
      out.line(`  ${out.paint("cyan", left.padEnd(width))}  ${line}`);
    }
  }
}

function writeProse(out: Output, text: string): void {
  if (text === "") return;
  for (const line of wrap(text, Math.min(out.width, widestLine))) out.line(line);
}

function heading(out: Output, text: string): void {
  out.line();
  out.line(out.paint("bold", text));
}
