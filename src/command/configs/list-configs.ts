/** `codegate configs list`. */
import { oneLine } from "../../process/logger.ts";
import { listConfigs, type ConfigListing } from "../../store/manage-configs.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { writeNote } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";
import { complainOfStrategy } from "./complain-of-strategy.ts";
import { tiers } from "./parse-tier.ts";

export const listAction: Action = {
  name: "list",
  operands: [],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the routing configs and which one is active",
  examples: ["configs list", "configs list --json"],
  run(words, { terminal, place, program }) {
    const configs = readIfThere(place, listConfigs, []);
    if (!configs.ok) return complain(terminal, configs.failure);
    const { out, error } = terminal;
    if (words.has("json")) {
      out.line(JSON.stringify(configs.value.map(toJson), null, 2));
      return exitCodes.done;
    }
    for (const [index, config] of configs.value.entries()) {
      if (index > 0) out.line();
      show(config, out);
    }
    if (configs.value.some(({ isActive }) => isActive)) return exitCodes.done;
    error.line("No config is active: every account may serve, the highest priority first.");
    error.line(
      configs.value.length === 0
        ? `Make one with: ${program} configs set main --tier sonnet=ACCOUNT --use`
        : `Choose one with: ${program} configs use NAME`,
    );
    return exitCodes.done;
  },
};

function show(config: ConfigListing, out: Output): void {
  const { name, isActive, strategy, description } = config;
  const mark = isActive ? out.paint("green", "●") : out.paint("dim", "○");
  const state = isActive ? `${out.paint("green", "active")}, ` : "";
  out.line(`${mark} ${out.paint("bold", oneLine(name))}  ${state}${oneLine(strategy)}`);
  const wrong = complainOfStrategy(config);
  if (wrong !== null) writeNote(out, wrong);
  if (description !== null) writeNote(out, oneLine(description));
  for (const line of tierLines(config, out)) out.line(line);
}

/** Names and models in columns, each tier in the order in which its accounts are tried. */
function tierLines({ rows }: ConfigListing, out: Output): readonly string[] {
  if (rows.length === 0) return [`  ${out.paint("dim", "no accounts")}`];
  const nameOf = (row: (typeof rows)[number]) => oneLine(row.accountName);
  const width = Math.max(...rows.map((row) => Bun.stringWidth(nameOf(row))));
  return tiers.flatMap((tier) =>
    rows
      .filter((row) => row.tier === tier)
      .map((row, index) => {
        const name = nameOf(row);
        const space = " ".repeat(width - Bun.stringWidth(name));
        const model = row.targetModel === null ? "the client's model" : oneLine(row.targetModel);
        const style = row.targetModel === null ? "dim" : "cyan";
        const priority = out.paint("dim", `priority ${row.priority}`);
        const title = (index === 0 ? tier : "").padEnd(6);
        return `  ${title}  ${name}${space}  ${out.paint(style, model)}  ${priority}`;
      }),
  );
}

function toJson(config: ConfigListing): unknown {
  const { id, name, description, isActive, strategy, rows } = config;
  return {
    id,
    name,
    description,
    active: isActive,
    strategy,
    strategy_problem: complainOfStrategy(config),
    tiers: rows.map((row) => ({
      tier: row.tier,
      account_id: row.accountId,
      account: row.accountName,
      model: row.targetModel,
      priority: row.priority,
    })),
  };
}
