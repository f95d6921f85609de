/** `codegate status`: the running gateway and what its database holds. */
import { oneLine } from "../../process/logger.ts";
import { listConfigs, type ConfigListing } from "../../store/manage-configs.ts";
import { budgetJson, readBudgetLines } from "../budgets/budget-lines.ts";
import { complainOfStrategy } from "../configs/complain-of-strategy.ts";
import { describeHealth, type HealthFacts } from "../accounts/account-health.ts";
import { healthJson } from "../accounts/health-json.ts";
import { readAccounts } from "../accounts/read-health.ts";
import { exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";
import { fullPath, readIfThere } from "../find-store.ts";
import { askGateway } from "./ask-gateway.ts";
import { showStatus } from "./show-status.ts";
import type { StatusFacts, StoredFacts } from "./status-facts.ts";

const statusAction: Action = {
  name: "",
  operands: [],
  flags: [{ name: "json", help: "One JSON object for programs" }],
  summary: "Show whether the gateway runs and what it can work with",
  details: [
    "Asks /health on CODEGATE_HOST and PROXY_PORT, and reads the database in DATA_DIR.",
    "The exit code is 0 when the gateway runs and its database can be used.",
  ],
  examples: ["status", "status --json"],
  async run(words, rooms) {
    const facts: StatusFacts = {
      gateway: await askGateway(rooms),
      dataDirectory: fullPath(rooms.place),
      stored: readStored(rooms),
    };
    if (words.has("json")) rooms.terminal.out.line(JSON.stringify(toJson(facts), null, 2));
    else showStatus(facts, rooms);
    const { gateway, stored } = facts;
    const isWell =
      gateway.kind === "running" && gateway.health.status === "ok" && stored.problem === null;
    return isWell ? exitCodes.done : exitCodes.failed;
  },
};

export const statusCommand: Command = {
  name: "status",
  summary: statusAction.summary,
  actions: [statusAction],
};

function readStored(rooms: CommandRooms): StoredFacts {
  const { place, now } = rooms;
  const accounts = readAccounts(rooms);
  const configs = readIfThere<readonly ConfigListing[]>(place, listConfigs, []);
  const budgets = readBudgetLines(rooms);
  const nothing = { accounts: [], active: null, budgets: [] };
  if (!accounts.ok) return { problem: accounts.failure, ...nothing };
  if (!configs.ok) return { problem: configs.failure, ...nothing };
  if (!budgets.ok) return { problem: budgets.failure, ...nothing };
  return {
    problem: null,
    accounts: accounts.value.accounts.map((facts) => factsOf(facts, now())),
    active: configs.value.find(({ isActive }) => isActive) ?? null,
    budgets: budgets.value,
  };
}

function factsOf(facts: HealthFacts, now: number): StoredFacts["accounts"][number] {
  const { account } = facts;
  return {
    name: oneLine(account.name),
    enabled: account.enabled,
    usable: account.enabled && account.unusableReason === null,
    health: describeHealth(facts, now),
  };
}

function toJson({ gateway, dataDirectory, stored }: StatusFacts): unknown {
  return {
    gateway: gatewayJson(gateway),
    data_directory: dataDirectory,
    database: stored.problem ?? "ok",
    accounts: stored.accounts.map(({ name, enabled, usable, health }) => ({
      name,
      enabled,
      usable,
      trouble: health.why === "" ? null : health.why,
      ...healthJson(health),
    })),
    budgets: stored.budgets.map(budgetJson),
    active_config: stored.active?.name ?? null,
    strategy_problem: stored.active === null ? null : complainOfStrategy(stored.active),
  };
}

function gatewayJson(gateway: StatusFacts["gateway"]): unknown {
  const { kind, url } = gateway;
  if (kind === "silent") return { running: false, url };
  if (kind === "stranger") return { running: false, url, problem: gateway.what };
  const { health } = gateway;
  return {
    running: true,
    url,
    status: health.status,
    version: health.version,
    uptime_seconds: health.uptimeSeconds,
    database: health.database,
    accounts: { usable: health.usableAccounts, unusable: health.unusableAccounts },
    requests_in_flight: health.requestsInFlight,
    unpriced_attempts: health.unpricedAttempts,
    queued_rows: health.queuedRows,
    dropped_rows: health.droppedRows,
    dropped_bodies: health.droppedBodies,
  };
}
