/** From the words of a command line to an exit code. */
import { version } from "../base/version.ts";
import { closestName, orClosest } from "../process/closest-name.ts";
import { readOptions, type Environment } from "../process/options.ts";
import { commandLoaders, commandNames, helpNames, versionNames } from "./command-list.ts";
import { complain, exitCodes, type Action, type Command, type CommandRooms } from "./command.ts";
import { parseWords } from "./parse-words.ts";
import { showActionHelp, showCommandHelp, showMainHelp } from "./show-help.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface RunInput extends Pick<CommandRooms, "fetch" | "now" | "program"> {
  readonly terminal: Terminal;
  readonly environment: Environment;
}

/** Runs `codegate WORDS...` and resolves to its exit code. */
export async function runCommand(words: readonly string[], input: RunInput): Promise<number> {
  const { terminal, program } = input;
  const [name = "", ...rest] = words;
  if (versionNames.includes(name)) {
    terminal.out.line(`codegate ${version}`);
    return exitCodes.done;
  }
  if (helpNames.includes(name)) return help(rest, input);
  const load = Object.hasOwn(commandLoaders, name) ? commandLoaders[name] : undefined;
  if (load === undefined) {
    // Flags without a command are meant for the gateway.
    if (name.startsWith("-")) return runCommand(["serve", ...words], input);
    const meant = closestName(name, commandNames);
    const guess = meant === null ? "." : `; did you mean ${meant}?`;
    const sentence = `There is no command ${name}${guess} See: ${program} help`;
    return complain(terminal, sentence, exitCodes.misused);
  }
  return runAction(await load(), rest, input);
}

async function runAction(
  command: Command,
  words: readonly string[],
  input: RunInput,
): Promise<number> {
  const { terminal } = input;
  if (wantsHelp(words)) return help([command.name, ...words], input);
  const found = findAction(command, words);
  if (found === null) return complain(terminal, unknownAction(command, words), exitCodes.misused);
  const { action, rest } = found;
  const parsed = parseWords(action, titleOf(command, action), rest);
  if (!parsed.ok) return complain(terminal, parsed.failure, exitCodes.misused);
  const options = readOptions(input.environment);
  if (!options.ok) {
    for (const problem of options.failure) complain(terminal, problem);
    return exitCodes.failed;
  }
  const { dataDirectory, accountKey, masterKey } = options.value;
  const place = {
    dataDirectory,
    accountKey: accountKey ?? undefined,
    masterKey: masterKey ?? undefined,
  };
  return action.run(parsed.value, { ...input, options: options.value, place });
}

/** Also behind other words; what follows "--" is no flag. */
function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const flags = end === -1 ? words : words.slice(0, end);
  return flags.includes("--help") || flags.includes("-h") || flags[0] === "help";
}

interface FoundAction {
  readonly action: Action;
  readonly rest: readonly string[];
}

/** Flags alone go to the first action: `codegate accounts --json` lists. */
function findAction({ actions }: Command, words: readonly string[]): FoundAction | null {
  const [first] = actions;
  const [word = ""] = words;
  if (word === "" || word.startsWith("-") || first.name === "") {
    return { action: first, rest: words };
  }
  const action = actions.find(({ name }) => name === word);
  return action === undefined ? null : { action, rest: words.slice(1) };
}

function titleOf(command: Command, action: Action): string {
  return `${command.name} ${action.name}`.trimEnd();
}

function unknownAction(command: Command, [word = ""]: readonly string[]): string {
  const names = command.actions.map(({ name }) => name);
  return `"${command.name}" has no action ${word}${orClosest(word, names)}`;
}

/** Help for what the words name: everything, a command, or one of its actions. */
async function help(words: readonly string[], input: RunInput): Promise<number> {
  const { terminal, program } = input;
  const { out } = terminal;
  const [name, ...rest] = words.filter((word) => !helpNames.includes(word));
  if (name === undefined) {
    const commands = await Promise.all(Object.values(commandLoaders).map((load) => load()));
    showMainHelp({ out, program }, commands);
    return exitCodes.done;
  }
  const load = Object.hasOwn(commandLoaders, name) ? commandLoaders[name] : undefined;
  if (load === undefined) return runCommand([name], input);
  const command = await load();
  const action = rest.length === 0 ? undefined : findAction(command, rest)?.action;
  if (action === undefined) showCommandHelp({ out, program }, command);
  else showActionHelp({ out, program }, command, action);
  return exitCodes.done;
}
