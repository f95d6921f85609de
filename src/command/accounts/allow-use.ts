/** `codegate accounts allow`: which tenants and clients an account is for. */
import { clientNames } from "../../admit/identify-client.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { orClosest } from "../../process/closest-name.ts";
import { oneLine } from "../../process/logger.ts";
import type { StorePlace } from "../../store/change-store.ts";
import { findAccount } from "../../store/manage-accounts.ts";
import { allowUse } from "../../store/manage-grants.ts";
import { listTenants } from "../../store/manage-keys.ts";
import { complain, exitCodes, type Action, type ParsedWords } from "../command.ts";
import { requireStore } from "../find-store.ts";
import { list } from "../terminal/phrases.ts";

export const allowAction: Action = {
  name: "allow",
  operands: ["NAME-or-ID"],
  flags: [
    { name: "client", value: "NAME", isRepeatable: true, help: clientNames.join(", ") },
    { name: "any-client", help: "Every client again" },
    { name: "tenant", value: "NAME", isRepeatable: true, help: "A tenant's name or id" },
    { name: "any-tenant", help: "Every caller again" },
  ],
  summary: "Keep an account for some clients or tenants",
  details: [
    "Requests of others pass it over. Clients are known by their User-Agent. Callers without a",
    "tenant are called local (this machine, no key) and global (the global key). A Claude",
    "subscription serves Claude Code only, whatever is allowed here.",
  ],
  examples: [
    "accounts allow 'Claude Max' --tenant Alice --tenant local",
    "accounts allow Plus --client codex",
    "accounts allow Plus --any-client --any-tenant",
  ],
  run(words, { terminal, place, program }) {
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const clients = readNames(words, "client");
    if (!clients.ok) return complain(terminal, clients.failure, exitCodes.misused);
    const tenants = readNames(words, "tenant");
    if (!tenants.ok) return complain(terminal, tenants.failure, exitCodes.misused);
    if (clients.value === undefined && tenants.value === undefined) {
      return complain(terminal, "Say for whom, with --client or --tenant.", exitCodes.misused);
    }
    const unknown = clients.value?.find((name) => !clientNames.includes(name));
    if (unknown !== undefined) {
      const sentence = `There is no client ${unknown}${orClosest(unknown, clientNames)}`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const [reference = ""] = words.operands;
    const allowed = allowUse(place, reference, { clients: clients.value, tenants: tenants.value });
    if (!allowed.ok) return complain(terminal, allowed.failure);
    const kept = findAccount(place, allowed.value.id);
    if (!kept.ok) return complain(terminal, kept.failure);
    // Also what was said of it before.
    const { name, allowedClients, allowedTenants } = kept.value;
    const parts = [describe("clients", allowedClients), describe("callers", allowedTenants)];
    terminal.out.line(`The account ${oneLine(name)} serves ${list(parts)}.`);
    const strangers = findStrangers(tenants.value ?? [], place);
    if (strangers.length > 0) {
      const them = list(strangers.map(oneLine));
      terminal.error.line(
        `Nobody is called ${them} yet; add tenants with: ${program} keys add NAME`,
      );
    }
    return exitCodes.done;
  },
};

/** A tenant may be added later; a misspelt one would never come. */
function findStrangers(names: readonly string[], place: StorePlace): readonly string[] {
  const tenants = listTenants(place);
  const known = tenants.ok ? tenants.value.flatMap(({ id, name }) => [id, name]) : names;
  return names.filter((name) => !["local", "global", ...known].includes(name));
}

/** Null = everybody; undefined = nothing is said. */
type Names = readonly string[] | null | undefined;

function readNames(words: ParsedWords, flag: string): Result<Names, string> {
  const names = words.values(flag);
  const any = words.has(`any-${flag}`);
  if (any && names.length > 0) return failed(`Either --${flag} or --any-${flag}, not both.`);
  return success(any ? null : names.length > 0 ? names : undefined);
}

function describe(what: string, names: readonly string[] | null): string {
  return names === null ? `all ${what}` : `the ${what} ${list(names.map(oneLine))}`;
}
