/** `codegate accounts import`: serve with another client's sign-in, without ever renewing it. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { readCredentialFile } from "../../custody/credential-file.ts";
import { listAccounts } from "../../store/manage-accounts.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { keepSignIn } from "../login/keep-sign-in.ts";

const clients = ["claude-code", "codex"] as const;

export const importAction: Action = {
  name: "import",
  operands: [],
  flags: [
    { name: "from", value: "CLIENT", help: "claude-code or codex" },
    { name: "file", value: "FILE", help: "Its credential file, when it is not at its usual place" },
    {
      name: "name",
      value: "NAME",
      help: "What to call the account (default: the provider's name)",
    },
  ],
  summary: "Use the sign-in of Claude Code or Codex on this machine",
  details: [
    "The client goes on owning its sign-in: its file is read again when it changes, and its",
    "refresh token is neither stored nor used, because using it would sign the client out. So the",
    "account works as long as the client is used now and then. codegate login gives CodeGate a",
    "sign-in of its own instead.",
  ],
  examples: ["accounts import --from claude-code", "accounts import --from codex --name Plus"],
  run(words, rooms) {
    const { terminal, now } = rooms;
    const from = words.value("from");
    const file = words.value("file");
    if (file === undefined && !clients.some((each) => each === from)) {
      const sentence = "Say whose sign-in to use: --from claude-code or --from codex.";
      return complain(terminal, sentence, exitCodes.misused);
    }
    const path = resolve(file ?? usualFile(from ?? "", rooms));
    const read = readCredentialFile(path);
    if (!read.ok) return complain(terminal, `The file ${path} ${read.failure}.`);
    const { provider, ...found } = read.value;
    const owner = findOwner(path, rooms);
    if (owner !== null) return complain(terminal, owner);
    const signedIn = { ...found, refreshToken: null, grantedAt: now(), sharedFile: path };
    const name = words.value("name");
    return keepSignIn({ provider, signedIn, account: undefined, name }, rooms);
  },
};

function usualFile(client: string, { options, environment }: CommandRooms): string {
  const home = environment["HOME"] ?? homedir();
  if (client === "codex") {
    return join(environment["CODEX_HOME"] ?? join(home, ".codex"), "auth.json");
  }
  const directory = environment["CLAUDE_CONFIG_DIR"] ?? join(home, ".claude");
  return options.claudeCredentialsFile ?? join(directory, ".credentials.json");
}

/** A sentence when an account follows this file already. */
function findOwner(path: string, { place }: CommandRooms): string | null {
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return accounts.failure;
  const owner = accounts.value.find(({ grant }) => grant?.sharedFile === path);
  return owner === undefined ? null : `The account ${owner.name} follows ${path} already.`;
}
