/** The status for people: one block for the gateway, one for what it works with. */
import { oneLine } from "../../process/logger.ts";
import type { CommandRooms } from "../command.ts";
import { describeDetails } from "../accounts/account-health.ts";
import { isNearlySpent, type BudgetLine } from "../budgets/budget-lines.ts";
import { complainOfStrategy } from "../configs/complain-of-strategy.ts";
import { tiers } from "../configs/parse-tier.ts";
import { count, duration } from "../terminal/phrases.ts";
import { wrap } from "../terminal/table.ts";
import type { Output, Style } from "../terminal/terminal.ts";
import type { GatewayHealth } from "./ask-gateway.ts";
import type { StatusFacts, StoredFacts } from "./status-facts.ts";

type ShowRooms = Pick<CommandRooms, "terminal" | "program" | "now">;

export function showStatus(
  { gateway, dataDirectory, stored }: StatusFacts,
  rooms: ShowRooms,
): void {
  const { out } = rooms.terminal;
  const { program } = rooms;
  const { url } = gateway;
  if (gateway.kind === "running") showRunning(url, gateway.health, out);
  else if (gateway.kind === "silent") {
    entry(out, "Gateway", `${out.paint("yellow", "not running")} (nothing listens at ${url})`);
    entry(
      out,
      "",
      `Start it with: ${program === "npm start --" ? "npm start" : `${program} serve`}`,
    );
  } else {
    entry(out, "Gateway", `${out.paint("red", "unclear")}: something at ${url} ${gateway.what}`);
    entry(out, "", "Another program may have the port; PROXY_PORT chooses another.");
  }
  showStored(dataDirectory, stored, rooms);
  if (gateway.kind === "running" && seesOthers(gateway.health, stored)) {
    entry(
      out,
      "Note",
      "The gateway counts other accounts: it may run with another DATA_DIR.",
      "yellow",
    );
  }
}

const statusStyles: Readonly<Record<string, Style>> = { ok: "green", stopping: "yellow" };

function showRunning(url: string, health: GatewayHealth, out: Output): void {
  const { status, uptimeSeconds, database, requestsInFlight, queuedRows } = health;
  const { droppedRows, droppedBodies } = health;
  const word = status === "ok" ? "running" : status;
  const up = uptimeSeconds === null ? "" : `, up ${uptime(uptimeSeconds)}`;
  const state = out.paint(statusStyles[status] ?? "red", oneLine(word));
  entry(out, "Gateway", `${state} at ${url} (${oneLine(health.version)}${up})`);
  const work = [
    ...(requestsInFlight === null ? [] : [`${count(requestsInFlight, "request")} under way`]),
    ...(queuedRows === null ? [] : [`${count(queuedRows, "row")} to be written`]),
    ...(droppedRows === null || droppedRows === 0 ? [] : [`${count(droppedRows, "row")} lost`]),
    ...(droppedBodies === null || droppedBodies === 0
      ? []
      : [`bodies of ${count(droppedBodies, "request")} not kept`]),
  ];
  if (work.length > 0) entry(out, "", work.join(", "));
  const { unpricedAttempts } = health;
  if (unpricedAttempts !== null && unpricedAttempts > 0) {
    const what = `${count(unpricedAttempts, "attempt")} of unknown cost; see: codegate prices`;
    entry(out, "", what, "yellow");
  }
  if (database !== null && database !== "ok") entry(out, "", oneLine(database), "red");
}

function uptime(seconds: number): string {
  return seconds < 10 ? `${seconds} s` : duration(seconds * 1_000);
}

function showStored(
  directory: string,
  stored: StoredFacts,
  { terminal, program, now }: ShowRooms,
): void {
  const { out } = terminal;
  entry(out, "Data", directory);
  if (stored.problem !== null) return entry(out, "", stored.problem, "red");
  const { accounts, active } = stored;
  if (accounts.length === 0) {
    entry(out, "Accounts", "none yet");
    return entry(out, "", `Add one with: ${program} accounts add`);
  }
  entry(out, "Accounts", countAccounts(accounts));
  const width = Math.max(...accounts.map(({ name }) => Bun.stringWidth(name)));
  for (const { name, health } of accounts) {
    const { state, why } = health;
    const space = " ".repeat(width - Bun.stringWidth(name));
    entry(out, "", `${out.paint("bold", name)}${space}  ${out.paint(state.style, state.word)}`);
    const details = describeDetails(health, now());
    for (const line of [why, details]) if (line !== "") quote(out, line);
  }
  entry(out, "Config", describeActive(active));
  const wrong = active === null ? null : complainOfStrategy(active);
  if (wrong !== null) entry(out, "", wrong, "yellow");
  for (const [index, line] of stored.budgets.entries()) {
    const style = isNearlySpent(line) ? "yellow" : undefined;
    entry(out, index === 0 ? "Budgets" : "", describeBudget(line), style);
  }
}

function describeBudget({ caller, span, budget, spent, renews }: BudgetLine): string {
  if (renews === null) return `${caller}: ${budget} per ${span}`;
  return `${caller}: ${spent} of ${budget} per ${span} spent; renews ${renews}`;
}

function countAccounts(accounts: StoredFacts["accounts"]): string {
  const usable = accounts.filter((account) => account.usable).length;
  const off = accounts.filter((account) => !account.enabled).length;
  const unusable = accounts.length - usable - off;
  const parts = [
    `${usable} usable`,
    ...(unusable > 0 ? [`${unusable} not usable`] : []),
    ...(off > 0 ? [`${off} off`] : []),
  ];
  return parts.join(", ");
}

function describeActive(active: StoredFacts["active"]): string {
  if (active === null) return "none active: every account may serve, the highest priority first";
  const served = tiers
    .map((tier) => [tier, active.rows.filter((row) => row.tier === tier).length] as const)
    .map(([tier, number]) => `${tier} ${number}`);
  return `${oneLine(active.name)} (${oneLine(active.strategy)}; accounts: ${served.join(", ")})`;
}

/** The gateway counts enabled accounts only. */
function seesOthers(health: GatewayHealth, { problem, accounts }: StoredFacts): boolean {
  const { usableAccounts, unusableAccounts } = health;
  if (problem !== null || usableAccounts === null || unusableAccounts === null) return false;
  const enabled = accounts.filter((account) => account.enabled).length;
  return usableAccounts + unusableAccounts !== enabled;
}

const labelWidth = 10;

/** A sentence about the line above it. */
function quote(out: Output, text: string): void {
  const indent = labelWidth + 2;
  for (const line of wrap(text, out.width - indent)) {
    out.line(`${" ".repeat(indent)}${out.paint("dim", line)}`);
  }
}

function entry(out: Output, label: string, text: string, style?: Style): void {
  const lines = wrap(style === undefined ? text : out.paint(style, text), out.width - labelWidth);
  for (const [index, line] of lines.entries()) {
    const left = out.paint("bold", (index === 0 ? label : "").padEnd(labelWidth));
    out.line(`${left}${line}`);
  }
}
