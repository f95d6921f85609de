/** `codegate accounts enable`, `disable` and `remove`. */
import { oneLine } from "../../process/logger.ts";
import {
  findAccount,
  removeAccount,
  setAccountEnabled,
  wakeAccount,
} from "../../store/manage-accounts.ts";
import { listConfigs } from "../../store/manage-configs.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { confirm } from "../confirm.ts";
import { requireStore } from "../find-store.ts";
import { list } from "../terminal/phrases.ts";

const operand = "NAME-or-ID";

export const enableAction: Action = switchAction("enable", true, "Let an account serve again");
export const disableAction: Action = switchAction(
  "disable",
  false,
  "Stop using an account for now",
);

function switchAction(name: string, enabled: boolean, summary: string): Action {
  return {
    name,
    operands: [operand],
    flags: [],
    summary,
    details: ["A running gateway follows with its next request; answers under way go on."],
    examples: [`accounts ${name} 'Claude Max'`],
    run({ operands: [reference = ""] }, { terminal, place, program }) {
      const store = requireStore(place, program);
      if (!store.ok) return complain(terminal, store.failure);
      const changed = setAccountEnabled(place, reference, enabled);
      if (!changed.ok) return complain(terminal, changed.failure);
      terminal.out.line(`The account ${oneLine(changed.value.name)} is ${enabled ? "on" : "off"}.`);
      return exitCodes.done;
    },
  };
}

export const wakeAction: Action = {
  name: "wake",
  operands: [operand],
  flags: [],
  summary: "Use an account again that rests after failures",
  details: [
    "For when a provider has lifted a limit early. A running gateway follows with its next request.",
  ],
  examples: ["accounts wake 'Claude Max'"],
  run({ operands: [reference = ""] }, { terminal, place, program }) {
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const woken = wakeAccount(place, reference);
    if (!woken.ok) return complain(terminal, woken.failure);
    terminal.out.line(`The account ${oneLine(woken.value.name)} is asked again.`);
    return exitCodes.done;
  },
};

export const removeAction: Action = {
  name: "remove",
  operands: [operand],
  flags: [{ name: "yes", help: "Do not ask; needed where nobody can answer" }],
  summary: "Remove an account with its key",
  details: ["Its places in configs go with it; what it has spent stays on record."],
  examples: ["accounts remove 'Old key'", "accounts remove 4f1d --yes"],
  async run(words, rooms) {
    const { terminal, place, program } = rooms;
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const found = findAccount(place, words.operands[0] ?? "");
    if (!found.ok) return complain(terminal, found.failure);
    const { id, name } = found.value;
    const question = `Remove the account ${oneLine(name)} and its key?${explainPlaces(rooms, id)}`;
    const confirmed = await confirm(question, words, terminal);
    if (confirmed !== exitCodes.done) return confirmed;
    const removed = removeAccount(place, id);
    if (!removed.ok) return complain(terminal, removed.failure);
    terminal.out.line(`The account ${oneLine(name)} is removed.`);
    return exitCodes.done;
  },
};

function explainPlaces({ place }: CommandRooms, accountId: string): string {
  const configs = listConfigs(place);
  if (!configs.ok) return "";
  const names = configs.value
    .filter(({ rows }) => rows.some((row) => row.accountId === accountId))
    .map(({ name }) => name);
  return names.length === 0 ? "" : ` It serves in ${list(names)}.`;
}
