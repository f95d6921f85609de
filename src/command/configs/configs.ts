import type { Command } from "../command.ts";
import { listAction } from "./list-configs.ts";
import { removeAction } from "./remove-config.ts";
import { setAction, useAction } from "./set-config.ts";

export const configsCommand: Command = {
  name: "configs",
  summary: "Route the tiers opus, sonnet and haiku to accounts",
  actions: [listAction, setAction, useAction, removeAction],
};
