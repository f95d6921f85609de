/** `codegate configs remove`. */
import { oneLine } from "../../process/logger.ts";
import { findConfig, removeConfig } from "../../store/manage-configs.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { confirm } from "../confirm.ts";
import { requireStore } from "../find-store.ts";

export const removeAction: Action = {
  name: "remove",
  operands: ["NAME-or-ID"],
  flags: [{ name: "yes", help: "Do not ask; needed where nobody can answer" }],
  summary: "Remove a routing config",
  details: [
    "Its accounts stay. After the active one no config is active: every account may serve, the",
    "highest priority first.",
  ],
  examples: ["configs remove old", "configs remove main --yes"],
  async run(words, { terminal, place, program }) {
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const found = findConfig(place, words.operands[0] ?? "");
    if (!found.ok) return complain(terminal, found.failure);
    const { id, name, isActive } = found.value;
    const then = isActive ? " It is the active one: every account may serve then." : "";
    const question = `Remove the config ${oneLine(name)}?${then}`;
    const confirmed = await confirm(question, words, terminal);
    if (confirmed !== exitCodes.done) return confirmed;
    const removed = removeConfig(place, id);
    if (!removed.ok) return complain(terminal, removed.failure);
    terminal.out.line(`The config ${oneLine(name)} is removed.`);
    if (isActive) terminal.error.line("No config is active now: every account may serve.");
    return exitCodes.done;
  },
};
