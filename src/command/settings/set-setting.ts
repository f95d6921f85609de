/** `codegate settings set` and `unset`. */
import { success, type Result } from "../../base/result.ts";
import { closestName } from "../../process/closest-name.ts";
import { oneLine } from "../../process/logger.ts";
import { removeSetting, setSetting } from "../../store/manage-settings.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import type { Snapshot, Tenant } from "../../store/snapshot.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { impossible, misused, type Complaint } from "../complaint.ts";
import { requireStore } from "../find-store.ts";
import { count, list } from "../terminal/phrases.ts";
import { findTenant, tenantFlag, tenantsOf } from "./find-tenant.ts";
import { findSetting, kindOf, settingNames, type NamedSetting } from "./known-settings.ts";
import { otherKeys } from "./setting-table.ts";

const stdinFlag = "value-stdin";

export const setAction: Action = {
  name: "set",
  operands: ["NAME", "[VALUE]"],
  flags: [
    tenantFlag,
    { name: stdinFlag, help: "Take the value from standard input; it may have several lines" },
  ],
  summary: "Set a setting, for everybody or for a tenant",
  details: [
    "A value that cannot be used is not stored.",
    "A running gateway follows with its next request.",
  ],
  examples: [
    "settings set privacy_enabled true",
    "settings set request_logging true --tenant alice",
    "settings set codegate_guardrail_allow --value-stdin < harmless.txt",
  ],
  async run(words, rooms) {
    const { terminal, place } = rooms;
    const setting = parseName(words, rooms);
    if (!setting.ok) return refuse(setting.failure, rooms);
    const value = await readValue(words, setting.value, rooms);
    if (!value.ok) return refuse(value.failure, rooms);
    const whose = findWhose(words, rooms);
    if (!whose.ok) return refuse(whose.failure, rooms);
    const { tenant } = whose.value;
    const { name } = setting.value;
    const done = setSetting(place, { key: name, tenantId: tenant?.id ?? null }, value.value);
    if (!done.ok) return complain(terminal, done.failure);
    terminal.out.line(`${name} is ${phrase(value.value)}${forWhom(tenant)}.`);
    tellOfOthers(name, whose.value, rooms);
    return exitCodes.done;
  },
};

export const unsetAction: Action = {
  name: "unset",
  operands: ["NAME"],
  flags: [tenantFlag],
  summary: "Take a setting back: its default counts, or for a tenant what holds for everybody",
  details: [
    "Also removes a key that nothing reads.",
    "A running gateway follows with its next request.",
  ],
  examples: ["settings unset privacy_enabled", "settings unset request_logging --tenant alice"],
  run(words, rooms) {
    const { terminal, place } = rooms;
    const [name = ""] = words.operands;
    const instead = insteadOf(name, rooms);
    if (instead !== null) return complain(terminal, instead, exitCodes.misused);
    const whose = findWhose(words, rooms);
    if (!whose.ok) return refuse(whose.failure, rooms);
    const { tenant } = whose.value;
    const removed = removeSetting(place, { key: name, tenantId: tenant?.id ?? null });
    if (!removed.ok) return complain(terminal, removed.failure);
    const setting = findSetting(name);
    if (!removed.value) {
      if (setting === null) return complain(terminal, unknown(name, rooms), exitCodes.misused);
      return complain(terminal, `${name} is not set${forWhom(tenant)}.`);
    }
    const then = setting === null ? "" : afterwards(setting, tenant);
    terminal.out.line(`${oneLine(name)} is no longer set${forWhom(tenant)}${then}.`);
    return exitCodes.done;
  },
};

function refuse({ sentence, code }: Complaint, { terminal }: CommandRooms): number {
  return complain(terminal, sentence, code);
}

function parseName(words: ParsedWords, rooms: CommandRooms): Result<NamedSetting, Complaint> {
  const [name = ""] = words.operands;
  const instead = insteadOf(name, rooms);
  if (instead !== null) return misused(instead);
  const setting = findSetting(name);
  if (setting === null) return misused(unknown(name, rooms));
  const hasTenant = words.has("tenant");
  if (hasTenant && setting.scope === "everybody") {
    return misused(`${name} holds for everybody: leave --tenant out.`);
  }
  if (!hasTenant && setting.scope === "tenant") {
    return misused(`${name} is a tenant's own: add --tenant NAME.`);
  }
  return success(setting);
}

function insteadOf(name: string, { program }: CommandRooms): string | null {
  const other = Object.hasOwn(otherKeys, name) ? otherKeys[name] : undefined;
  if (other === undefined) return null;
  return `${name} is not written here. ${other.replace("codegate", program)}.`;
}

function unknown(name: string, { program }: CommandRooms): string {
  const meant = closestName(name, settingNames);
  const guess = meant === null ? "." : `; did you mean ${meant}?`;
  return `There is no setting ${oneLine(name)}${guess} See: ${program} settings`;
}

async function readValue(
  words: ParsedWords,
  setting: NamedSetting,
  { terminal, program }: CommandRooms,
): Promise<Result<string, Complaint>> {
  const { name } = setting;
  const kind = kindOf(setting, words.has("tenant"));
  const [, given] = words.operands;
  const isPiped = words.has(stdinFlag);
  if (isPiped && given !== undefined) return misused(`Either VALUE or --${stdinFlag}, not both.`);
  if (!isPiped && given === undefined) {
    return misused(`${name} takes ${kind.takes}: ${program} settings set ${name} VALUE`);
  }
  if (isPiped && terminal.hasKeyboard) return misused("Pipe the value in, such as with < FILE.");
  const value = isPiped ? await terminal.readPiped() : success(given ?? "");
  if (!value.ok) return impossible(value.failure);
  const problem = kind.problem(value.value, name);
  return problem === null ? value : misused(problem);
}

interface Whose {
  readonly snapshot: Snapshot;
  /** Null = everybody. */
  readonly tenant: Tenant | null;
}

function findWhose(words: ParsedWords, rooms: CommandRooms): Result<Whose, Complaint> {
  const { place, program, now } = rooms;
  const store = requireStore(place, program);
  if (!store.ok) return impossible(store.failure);
  const snapshot = readSnapshotOnce(place, now());
  if (!snapshot.ok) return impossible(snapshot.failure);
  const tenant = findTenant(words, snapshot.value);
  if (!tenant.ok) return impossible(tenant.failure);
  return success({ snapshot: snapshot.value, tenant: tenant.value });
}

/** Who asks for everybody may not know that somebody has a value of their own. */
function tellOfOthers(name: string, { snapshot, tenant }: Whose, { terminal }: CommandRooms): void {
  if (tenant !== null) return;
  const others = tenantsOf(snapshot).filter(({ settings }) => settings.has(name));
  if (others.length === 0) return;
  const named = list(others.map((each) => oneLine(each.name)));
  terminal.error.line(`Tenants with a value of their own keep that: ${named}.`);
}

function phrase(value: string): string {
  const lines = value.split("\n").length;
  if (value === "") return "empty";
  return lines > 1 ? `set (${count(lines, "line")})` : oneLine(value);
}

function forWhom(tenant: Tenant | null): string {
  return tenant === null ? "" : ` for ${oneLine(tenant.name)}`;
}

function afterwards({ unset, scope }: NamedSetting, tenant: Tenant | null): string {
  if (tenant !== null && scope === "both") return "; what is set for everybody counts";
  return `; the default counts: ${unset}`;
}
