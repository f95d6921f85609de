/** `codegate budgets loops`. */
import { leastLoopCalls, loopCallsSetting } from "../../admit/caller-settings.ts";
import { setSetting } from "../../store/manage-settings.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { requireStore } from "../find-store.ts";

export const loopsAction: Action = {
  name: "loops",
  operands: ["NUMBER"],
  flags: [],
  summary: "Warn when an agent calls a tool so often in a row with the same input",
  details: [
    "The warning stands in x-codegate-warnings, in the log and in codegate_attempts.warnings.",
    "Nothing is refused. `off` switches it off; a tenant's setting codegate_loop_calls goes first.",
  ],
  examples: ["budgets loops 5", "budgets loops off"],
  run(words, { terminal, place, program }) {
    const [given = ""] = words.operands;
    const isOff = given === "off";
    if (!isOff && (!/^\d{1,2}$/.test(given) || Number(given) < leastLoopCalls)) {
      const sentence = `A loop is ${leastLoopCalls} to 99 calls in a row, or off.`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const done = setSetting(place, { key: loopCallsSetting, tenantId: null }, isOff ? "" : given);
    if (!done.ok) return complain(terminal, done.failure);
    terminal.out.line(isOff ? "Loops are not looked for." : `${given} calls alike are a loop.`);
    return exitCodes.done;
  },
};
