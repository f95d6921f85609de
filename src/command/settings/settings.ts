import type { Command } from "../command.ts";
import { listAction } from "./list-settings.ts";
import { setAction, unsetAction } from "./set-setting.ts";

export const settingsCommand: Command = {
  name: "settings",
  summary: "Settings of the database: guardrails, logs, routing; for everybody or for a tenant",
  actions: [listAction, setAction, unsetAction],
};
