import type { Command } from "../command.ts";
import { removeAction, setAction } from "./set-price.ts";
import { showAction } from "./show-price.ts";

export const pricesCommand: Command = {
  name: "prices",
  summary: "Show what models cost, and set prices of your own",
  actions: [showAction, setAction, removeAction],
};
