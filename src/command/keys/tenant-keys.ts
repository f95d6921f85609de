/** `codegate keys add`, `list`, `set`, `enable`, `disable` and `remove`: a key for each tenant. */
import { failed, success, type Result } from "../../base/result.ts";
import { oneLine } from "../../process/logger.ts";
import {
  addTenant,
  listTenants,
  removeTenant,
  setTenant,
  type TenantChanges,
  type TenantListing,
} from "../../store/manage-keys.ts";
import { findNamed } from "../../store/change-store.ts";
import { readRateLimit } from "../accounts/read-numbers.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { confirm } from "../confirm.ts";
import { readIfThere, requireStore } from "../find-store.ts";
import { writeTable, type Row } from "../terminal/table.ts";

const operand = "TENANT";

export const addAction: Action = {
  name: "add",
  operands: [operand],
  flags: [
    { name: "config", value: "NAME", help: "Route this tenant by this config, not the active one" },
    { name: "rate-limit", value: "N", help: "Requests a minute, 0 for no limit (0)" },
  ],
  summary: "Add a tenant and print its key, this one time",
  details: ["As soon as there is a tenant, every request needs a key."],
  examples: ["keys add alice", "keys add ci --config cheap --rate-limit 30"],
  run(words, rooms) {
    const { terminal, place } = rooms;
    const rateLimit = readRateLimit(words);
    if (!rateLimit.ok) {
      return complain(terminal, rateLimit.failure.sentence, rateLimit.failure.code);
    }
    const isFirst = countTenants(rooms) === 0;
    const added = addTenant(place, {
      name: words.operands[0] ?? "",
      config: words.value("config"),
      rateLimit: rateLimit.value,
    });
    if (!added.ok) return complain(terminal, added.failure);
    const { out, error } = terminal;
    out.line(added.value.key);
    error.line(
      `This is the key of ${added.value.name}. It is stored as a digest only: keep it now.`,
    );
    if (isFirst) error.line("From now on every request needs a key, also on this machine.");
    return exitCodes.done;
  },
};

function countTenants({ place }: CommandRooms): number {
  const tenants = readIfThere(place, listTenants, []);
  return tenants.ok ? tenants.value.length : 0;
}

export const listAction: Action = {
  name: "list",
  operands: [],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the tenants",
  examples: ["keys list"],
  run(words, { terminal, place, program }) {
    const tenants = readIfThere(place, listTenants, []);
    if (!tenants.ok) return complain(terminal, tenants.failure);
    const { out, error } = terminal;
    if (words.has("json")) {
      out.line(JSON.stringify(tenants.value.map(toJson), null, 2));
    } else if (tenants.value.length === 0) {
      error.line(`There are no tenants. Add one with: ${program} keys add NAME`);
    } else {
      writeTable(out, columns, tenants.value.map(toRow));
    }
    return exitCodes.done;
  },
};

const columns = [
  { title: "TENANT", canShrink: true },
  { title: "KEY" },
  { title: "STATE" },
  { title: "CONFIG", canShrink: true },
  { title: "LIMIT" },
] as const;

function toRow({ name, keyPrefix, enabled, configId, configName, rateLimit }: TenantListing): Row {
  const isLost = configId !== null && configName === null;
  return {
    cells: [
      { text: oneLine(name), style: "bold" },
      { text: `${oneLine(keyPrefix)}…` },
      enabled ? { text: "on", style: "green" } : { text: "off", style: "dim" },
      isLost ? { text: "gone", style: "red" } : { text: oneLine(configName ?? "the active one") },
      { text: rateLimit === 0 ? "none" : `${rateLimit}/min` },
    ],
    notes: isLost ? ["Its config no longer exists, so its requests are refused."] : [],
  };
}

function toJson(tenant: TenantListing): unknown {
  return {
    id: tenant.id,
    name: tenant.name,
    key_prefix: tenant.keyPrefix,
    enabled: tenant.enabled,
    config_id: tenant.configId,
    config: tenant.configName,
    rate_limit: tenant.rateLimit,
  };
}

export const setAction: Action = {
  name: "set",
  operands: [operand],
  flags: [
    { name: "config", value: "NAME", help: "Route this tenant by this config" },
    { name: "no-config", help: "Route it by the active config again" },
    { name: "rate-limit", value: "N", help: "Requests a minute, 0 for no limit" },
    { name: "new-key", help: "Make another key and print it; the former one stops working" },
  ],
  summary: "Change config, limit a minute or key of a tenant",
  details: ["A running gateway follows with its next request."],
  examples: ["keys set alice --config cheap --rate-limit 30", "keys set alice --new-key"],
  run(words, { terminal, place, program }) {
    const { out, error } = terminal;
    const changes = readChanges(words);
    if (!changes.ok) return complain(terminal, changes.failure, exitCodes.misused);
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const changed = setTenant(place, words.operands[0] ?? "", changes.value);
    if (!changed.ok) return complain(terminal, changed.failure);
    const { name, key } = changed.value;
    if (key === null) out.line(`The tenant ${oneLine(name)} is changed.`);
    else {
      out.line(key);
      error.line(`This is the new key of ${oneLine(name)}; the former one is no longer valid.`);
    }
    return exitCodes.done;
  },
};

function readChanges(words: ParsedWords): Result<TenantChanges, string> {
  const rateLimit = readRateLimit(words);
  if (!rateLimit.ok) return failed(rateLimit.failure.sentence);
  if (words.has("config") && words.has("no-config")) {
    return failed("--config or --no-config, not both.");
  }
  const config = words.has("no-config") ? null : words.value("config");
  const changes: TenantChanges = {
    ...(config !== undefined && { config }),
    ...(rateLimit.value !== undefined && { rateLimit: rateLimit.value }),
    ...(words.has("new-key") && { makesKey: true }),
  };
  if (Object.keys(changes).length > 0) return success(changes);
  return failed("Say what to change: --config, --no-config, --rate-limit, --new-key.");
}

export const enableAction: Action = switchAction("enable", true, "Let a tenant in again");
export const disableAction: Action = switchAction("disable", false, "Shut a tenant out for now");

function switchAction(name: string, enabled: boolean, summary: string): Action {
  return {
    name,
    operands: [operand],
    flags: [],
    summary,
    details: ["A running gateway follows with its next request."],
    examples: [`keys ${name} alice`],
    run({ operands: [reference = ""] }, { terminal, place, program }) {
      const store = requireStore(place, program);
      if (!store.ok) return complain(terminal, store.failure);
      const changed = setTenant(place, reference, { enabled });
      if (!changed.ok) return complain(terminal, changed.failure);
      terminal.out.line(`The tenant ${oneLine(changed.value.name)} is ${enabled ? "on" : "off"}.`);
      return exitCodes.done;
    },
  };
}

export const removeAction: Action = {
  name: "remove",
  operands: [operand],
  flags: [{ name: "yes", help: "Do not ask; needed where nobody can answer" }],
  summary: "Remove a tenant; its key stops working",
  details: ["What it has spent and asked stays on record, without its name."],
  examples: ["keys remove alice", "keys remove alice --yes"],
  async run(words, rooms) {
    const { terminal, place, program } = rooms;
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const tenants = listTenants(place);
    if (!tenants.ok) return complain(terminal, tenants.failure);
    const found = findNamed(tenants.value, words.operands[0] ?? "", "tenant");
    if (!found.ok) return complain(terminal, found.failure);
    const { id, name } = found.value;
    const confirmed = await confirm(
      `Remove the tenant ${oneLine(name)} and its key?`,
      words,
      terminal,
    );
    if (confirmed !== exitCodes.done) return confirmed;
    const removed = removeTenant(place, id);
    if (!removed.ok) return complain(terminal, removed.failure);
    terminal.out.line(`The tenant ${oneLine(name)} is removed.`);
    if (tenants.value.length === 1) {
      terminal.error.line("It was the last one: programs on this machine may need no key now.");
    }
    return exitCodes.done;
  },
};
