/** All commands by name; the code of one is loaded when it is wanted. */
import type { Command } from "./command.ts";

export const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./serve/serve-command.ts")).serveCommand,
  status: async () => (await import("./status/status.ts")).statusCommand,
  explain: async () => (await import("./explain/explain.ts")).explainCommand,
  accounts: async () => (await import("./accounts/accounts.ts")).accountsCommand,
  doctor: async () => (await import("./doctor/doctor.ts")).doctorCommand,
  login: async () => (await import("./login/login.ts")).loginCommand,
  configs: async () => (await import("./configs/configs.ts")).configsCommand,
  settings: async () => (await import("./settings/settings.ts")).settingsCommand,
  usage: async () => (await import("./usage/usage.ts")).usageCommand,
  logs: async () => (await import("./logs/logs.ts")).logsCommand,
  export: async () => (await import("./export/export.ts")).exportCommand,
  prices: async () => (await import("./prices/prices.ts")).pricesCommand,
  cache: async () => (await import("./cache/cache.ts")).cacheCommand,
  budgets: async () => (await import("./budgets/budgets.ts")).budgetsCommand,
  keys: async () => (await import("./keys/keys.ts")).keysCommand,
  guard: async () => (await import("./guard/guard.ts")).guardCommand,
};

/** Words that are no commands of their own. */
export const helpNames: readonly string[] = ["help", "--help", "-h"];
export const versionNames: readonly string[] = ["version", "--version", "-v"];

export const commandNames: readonly string[] = [...Object.keys(commandLoaders), "help", "version"];
