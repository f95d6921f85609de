/** `codegate accounts add`. */
import { oneLine } from "../../process/logger.ts";
import { providerTitles } from "../../provider/providers.ts";
import { addAccount, listAccounts } from "../../store/manage-accounts.ts";
import { listConfigs } from "../../store/manage-configs.ts";
import { lockedKey } from "../../store/read-account.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { fullPath } from "../find-store.ts";
import { list, shellWord } from "../terminal/phrases.ts";
import { describeProvider } from "./describe-account.ts";
import { gatherAccount } from "./gather-account.ts";
import { refusedSecretFlags, secretFlags } from "./read-secret.ts";

export const addAction: Action = {
  name: "add",
  operands: [],
  flags: [
    { name: "provider", value: "ID", help: [...providerTitles.keys()].join(", ") },
    { name: "name", value: "NAME", help: "What to call it (default: the provider's name)" },
    {
      name: "base-url",
      value: "URL",
      help: "Address of a custom server, or of a proxy before one",
    },
    ...secretFlags,
    { name: "no-key", help: "A custom server that needs no key" },
    { name: "priority", value: "N", help: "Higher is asked first when no config is active (0)" },
    { name: "rate-limit", value: "N", help: "Most requests a minute (no limit)" },
    { name: "monthly-budget", value: "USD", help: "US dollars a calendar month (no budget)" },
    { name: "proxy", value: "URL", help: "HTTP proxy for calls of this account" },
    { name: "ca-file", value: "FILE", help: "PEM file with further certificate authorities" },
    { name: "speaks", value: "LIST", help: "What its address speaks: messages, chat, responses" },
    { name: "auth-type", value: "TYPE", help: "api_key, or oauth for a subscription's token" },
    { name: "external-account-id", value: "ID", help: "ChatGPT's account id (openai_sub)" },
  ],
  refused: refusedSecretFlags,
  summary: "Add an account",
  details: [
    "On a terminal it asks for what is missing; the key is not shown. Elsewhere the key comes",
    "from standard input or from --key-env. It is stored encrypted.",
  ],
  examples: [
    "accounts add",
    "accounts add --provider anthropic --key-env ANTHROPIC_API_KEY",
    "accounts add --provider custom --name Local --base-url http://127.0.0.1:11434 --no-key",
    "accounts add --provider openai --key-stdin < key.txt",
  ],
  async run(words, rooms) {
    const { terminal, place, program } = rooms;
    const gathered = await gatherAccount(words, rooms);
    if (!gathered.ok) return complain(terminal, gathered.failure.sentence, gathered.failure.code);
    const added = addAccount(place, gathered.value);
    if (!added.ok) return complain(terminal, added.failure);
    const { name } = added.value;
    const { provider, authType = "api_key" } = gathered.value;
    const { out, error } = terminal;
    const title = describeProvider(provider, authType);
    const what = title === name ? name : `${name} (${title})`;
    out.line(`The account ${what} is added to ${fullPath(place)}.`);
    error.line(`Try it with: ${program} accounts test ${shellWord(name)}`);
    explainRouting(rooms);
    warnOfLocked(rooms);
    return exitCodes.done;
  },
};

/** A key file that stays behind when its folder is moved is missed late: another one is made here. */
function warnOfLocked({ terminal, place }: CommandRooms): void {
  const accounts = listAccounts(place);
  const locked = accounts.ok
    ? accounts.value.filter(({ unusableReason }) => unusableReason === lockedKey)
    : [];
  if (locked.length === 0) return;
  const names = list(locked.map(({ name }) => oneLine(name)));
  terminal.error.line(
    `The account key here opens no key of ${names}. If you have the .account-key that they were ` +
      "stored with, put it back and enter this account's key again; else enter theirs again.",
  );
}

/** With an active config a new account serves nobody until the config names it. */
function explainRouting({ terminal, place, program }: CommandRooms): void {
  const configs = listConfigs(place);
  const active = configs.ok ? configs.value.find(({ isActive }) => isActive) : undefined;
  if (active === undefined) return;
  terminal.error.line(
    `The active config ${oneLine(active.name)} does not use it yet; see: ${program} configs set --help`,
  );
}
