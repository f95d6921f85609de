import type { Command } from "../command.ts";
import { loopsAction } from "./warn-of-loops.ts";
import { removeAction, setAction } from "./set-budget.ts";
import { showAction } from "./show-budgets.ts";

export const budgetsCommand: Command = {
  name: "budgets",
  summary: "What tenants, keys and conversations may spend",
  actions: [showAction, setAction, removeAction, loopsAction],
};
