import type { Command } from "../command.ts";
import { addAction } from "./add-account.ts";
import { allowAction } from "./allow-use.ts";
import { importAction } from "./import-account.ts";
import { listAction } from "./list-accounts.ts";
import { providersAction } from "./list-providers.ts";
import { setAction } from "./set-account.ts";
import { setKeyAction } from "./set-account-key.ts";
import { disableAction, enableAction, removeAction, wakeAction } from "./switch-accounts.ts";
import { testAction } from "./test-accounts.ts";

export const accountsCommand: Command = {
  name: "accounts",
  summary: "Add, test and manage the accounts that serve requests",
  actions: [
    listAction,
    addAction,
    importAction,
    testAction,
    setAction,
    setKeyAction,
    allowAction,
    enableAction,
    disableAction,
    wakeAction,
    removeAction,
    providersAction,
  ],
};
