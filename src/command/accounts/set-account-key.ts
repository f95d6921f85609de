/** `codegate accounts set-key`. */
import { oneLine } from "../../process/logger.ts";
import { findAccount, setAccountCredential } from "../../store/manage-accounts.ts";
import { complain, exitCodes, type Action } from "../command.ts";
import { requireStore } from "../find-store.ts";
import { shellWord } from "../terminal/phrases.ts";
import { readSecret, refusedSecretFlags, secretFlags } from "./read-secret.ts";

export const setKeyAction: Action = {
  name: "set-key",
  operands: ["NAME-or-ID"],
  flags: secretFlags,
  refused: refusedSecretFlags,
  summary: "Give an account a new key",
  details: ["Its places in configs, limits and history stay."],
  examples: ["accounts set-key 'Claude Max'", "accounts set-key OpenAI --key-env OPENAI_API_KEY"],
  async run(words, rooms) {
    const { terminal, place, program } = rooms;
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const found = findAccount(place, words.operands[0] ?? "");
    if (!found.ok) return complain(terminal, found.failure);
    const { id, name, authType } = found.value;
    const title =
      authType === "oauth" ? `Access token of ${oneLine(name)}` : `API key of ${oneLine(name)}`;
    const secret = await readSecret(words, rooms, { title, isOptional: false });
    if (!secret.ok) return complain(terminal, secret.failure.sentence, secret.failure.code);
    const changed = setAccountCredential(place, id, secret.value ?? "");
    if (!changed.ok) return complain(terminal, changed.failure);
    terminal.out.line(`The account ${oneLine(name)} has a new key.`);
    terminal.error.line(`Try it with: ${program} accounts test ${shellWord(name)}`);
    return exitCodes.done;
  },
};
