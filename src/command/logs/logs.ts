import type { Command } from "../command.ts";
import { diffAction } from "./diff-requests.ts";
import { listAction } from "./list-logs.ts";
import { showAction } from "./show-log.ts";

export const logsCommand: Command = {
  name: "logs",
  summary: "Show logged requests: route, cost, bodies, and what a turn has changed",
  actions: [listAction, showAction, diffAction],
};
