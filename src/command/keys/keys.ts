import type { Command } from "../command.ts";
import { newAction, showAction, statusAction } from "./global-key.ts";
import {
  addAction,
  disableAction,
  enableAction,
  listAction,
  removeAction,
  setAction,
} from "./tenant-keys.ts";

export const keysCommand: Command = {
  name: "keys",
  summary: "Keys that clients of this gateway have to send",
  actions: [
    statusAction,
    showAction,
    newAction,
    addAction,
    listAction,
    setAction,
    enableAction,
    disableAction,
    removeAction,
  ],
};
