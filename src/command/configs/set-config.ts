/** `codegate configs set` and `codegate configs use`. */
import { oneLine } from "../../process/logger.ts";
import { success, type Result } from "../../base/result.ts";
import { orClosest } from "../../process/closest-name.ts";
import { listAccounts } from "../../store/manage-accounts.ts";
import {
  listConfigs,
  setConfig,
  strategies,
  useConfig,
  type NewTierRow,
  type Strategy,
} from "../../store/manage-configs.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { impossible, misused, type Complaint } from "../complaint.ts";
import { requireStore } from "../find-store.ts";
import { shellWord } from "../terminal/phrases.ts";
import { parseTier, tiers } from "./parse-tier.ts";

export const setAction: Action = {
  name: "set",
  operands: ["NAME"],
  flags: [
    {
      name: "tier",
      value: "TIER=ACCOUNT[:MODEL][@PRIORITY]",
      isRepeatable: true,
      help: "An account for opus, sonnet or haiku; may be repeated",
    },
    { name: "strategy", value: "NAME", help: strategies.join(", ") },
    { name: "description", value: "TEXT", help: "A note for people" },
    { name: "use", help: "Make it the active config, too" },
  ],
  summary: "Make a routing config, or change one",
  details: [
    "--tier replaces all tiers of a config. Accounts are tried in the order in which they are",
    "written, unless @PRIORITY says otherwise (higher first). Without MODEL the client's model",
    "name is kept.",
  ],
  examples: [
    "configs set main --tier 'opus=Claude Max' --tier opus=Backup --tier haiku=Local:qwen3-coder --use",
    "configs set main --strategy round-robin",
  ],
  run(words, rooms) {
    const { terminal, place } = rooms;
    const name = words.operands[0] ?? "";
    const strategy = readStrategy(words.value("strategy"));
    if (!strategy.ok) return complain(terminal, strategy.failure.sentence, strategy.failure.code);
    const rows = readTiers(words, rooms);
    if (!rows.ok) return complain(terminal, rows.failure.sentence, rows.failure.code);
    const set = setConfig(place, {
      name,
      strategy: strategy.value,
      rows: rows.value,
      description: words.value("description"),
      activate: words.has("use"),
    });
    if (!set.ok) return complain(terminal, set.failure);
    const isNamed = ["tier", "strategy", "description", "use"].some((flag) => words.has(flag));
    const done = set.value.isNew ? "made" : isNamed ? "changed" : "unchanged";
    terminal.out.line(`The config ${oneLine(set.value.name)} is ${done}.`);
    explainNext(set.value.id, rooms);
    return exitCodes.done;
  },
};

export const useAction: Action = {
  name: "use",
  operands: ["NAME-or-ID"],
  flags: [],
  summary: "Make a config the active one",
  details: ["A running gateway follows with its next request."],
  examples: ["configs use main"],
  run({ operands: [reference = ""] }, rooms) {
    const { terminal, place, program } = rooms;
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const used = useConfig(place, reference);
    if (!used.ok) return complain(terminal, used.failure);
    terminal.out.line(`The config ${oneLine(used.value.name)} is active.`);
    explainNext(used.value.id, rooms);
    return exitCodes.done;
  },
};

function readStrategy(given: string | undefined): Result<Strategy | undefined, Complaint> {
  if (given === undefined) return success(undefined);
  const found = strategies.find((each) => each === given.toLowerCase());
  if (found !== undefined) return success(found);
  return misused(`There is no strategy ${given}${orClosest(given, strategies)}`);
}

/** Undefined when no tier was named: those of the config stay. */
function readTiers(
  words: ParsedWords,
  { place, program }: CommandRooms,
): Result<readonly NewTierRow[] | undefined, Complaint> {
  const given = words.values("tier");
  if (given.length === 0) return success(undefined);
  const store = requireStore(place, program);
  if (!store.ok) return impossible(store.failure);
  const accounts = listAccounts(place);
  if (!accounts.ok) return impossible(accounts.failure);
  const rows: NewTierRow[] = [];
  for (const text of given) {
    const row = parseTier(text, accounts.value);
    if (!row.ok) return misused(row.failure);
    rows.push(row.value);
  }
  return success(rows);
}

function explainNext(configId: string, { terminal, place, program }: CommandRooms): void {
  const configs = listConfigs(place);
  const config = configs.ok ? configs.value.find(({ id }) => id === configId) : undefined;
  if (config === undefined) return;
  const { error } = terminal;
  const word = shellWord(config.name);
  const missing = tiers.filter((tier) => !config.rows.some((row) => row.tier === tier));
  const next = `${program} configs set ${word}`;
  if (config.rows.length === 0) {
    error.line(`It has no accounts yet: ${next} --tier sonnet=ACCOUNT`);
  } else if (missing.length > 0) {
    error.line(`Models of the tiers it lacks (${missing.join(", ")}) are refused by it.`);
  }
  if (!config.isActive) error.line(`It is not active yet: ${program} configs use ${word}`);
}
