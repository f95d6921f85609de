/** `codegate settings list`: every setting with what holds now, and what it takes. */
import { oneLine } from "../../process/logger.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import { emptySnapshot } from "../../store/snapshot.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { list } from "../terminal/phrases.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";
import { findTenant, tenantFlag } from "./find-tenant.ts";
import { settingLines, unreadKeys, type SettingLine, type UnreadKey } from "./setting-lines.ts";
import type { KnownSetting } from "./setting-table.ts";

export const listAction: Action = {
  name: "list",
  operands: [],
  flags: [
    { ...tenantFlag, help: "What holds for this tenant" },
    { name: "all", help: "Also the settings of each detector that are not set" },
    { name: "json", help: "One JSON object for programs" },
  ],
  summary: "Show every setting: what holds now, what it means and what it takes",
  details: ["Values of keys that are not known here are not shown: they may be secret."],
  examples: ["settings", "settings list --tenant alice", "settings list --all --json"],
  run(words, rooms) {
    const { terminal, place, now } = rooms;
    const snapshot = readIfThere(place, (at) => readSnapshotOnce(at, now()), emptySnapshot(null));
    if (!snapshot.ok) return complain(terminal, snapshot.failure);
    const tenant = findTenant(words, snapshot.value);
    if (!tenant.ok) return complain(terminal, tenant.failure);
    const lines = settingLines(snapshot.value, tenant.value);
    const shown = words.has("all") ? lines : lines.filter(isWorthALine);
    const unread = unreadKeys(snapshot.value, tenant.value);
    if (words.has("json")) {
      const json = { settings: shown.map(settingJson), unread: unread.map(unreadJson) };
      terminal.out.line(JSON.stringify(json, null, 2));
    } else show({ shown, unread, hidden: lines.length - shown.length }, rooms);
    return exitCodes.done;
  },
};

/** Thirty lines of detectors would hide the others. */
function isWorthALine({ setting, value, own }: SettingLine): boolean {
  return !setting.isOfDetector || value !== null || own.length > 0;
}

interface Shown {
  readonly shown: readonly SettingLine[];
  readonly unread: readonly UnreadKey[];
  /** Lines that are left out. */
  readonly hidden: number;
}

const columns: readonly Column[] = [
  { title: "SETTING" },
  { title: "VALUE", canShrink: true },
  { title: "FROM" },
];

function show({ shown, unread, hidden }: Shown, { terminal, program }: CommandRooms): void {
  const { out } = terminal;
  writeTable(out, columns, shown.map(rowOf));
  out.line();
  if (hidden > 0) out.line(`${hidden} settings of detectors are not set: --all shows them.`);
  out.line(`Change one with: ${program} settings set NAME VALUE`);
  if (unread.length === 0) return;
  out.line("Other keys in the same table:");
  for (const { key, why, isSuspect } of unread) {
    const text = `  ${oneLine(key)}: ${why}`;
    out.line(isSuspect ? out.paint("yellow", text) : text);
  }
}

const sources = { default: "default", everybody: "set", tenant: "tenant" } as const;

function rowOf({ setting, value, source, problem, own }: SettingLine): Row {
  const { name, unset, meaning, kind } = setting;
  const text = value === null ? unset : oneLine(value) || "(empty)";
  return {
    cells: [
      { text: name, style: "bold" },
      problem !== null
        ? { text, style: "red" }
        : value === null
          ? { text, style: "dim" }
          : { text },
      { text: sources[source] },
    ],
    notes: [
      ...(problem === null ? [] : [`It does not work as it stands: ${problem}`]),
      `${meaning}. Takes ${kind.takes}${scopeNote(setting)}.`,
      ...(own.length === 0 ? [] : [`Of their own: ${list(own.map(ownText))}.`]),
    ],
  };
}

function scopeNote({ scope }: KnownSetting): string {
  return scope === "everybody" ? "; for everybody" : scope === "tenant" ? "; for a tenant" : "";
}

function ownText({ tenant, value }: { readonly tenant: string; readonly value: string }): string {
  return `${oneLine(tenant)} (${oneLine(value) || "empty"})`;
}

function settingJson({ setting, value, source, problem, own }: SettingLine): unknown {
  return {
    name: setting.name,
    value,
    source,
    default: setting.unset,
    takes: setting.kind.takes,
    tenants: { everybody: "no", both: "yes", tenant: "only" }[setting.scope],
    meaning: setting.meaning,
    problem,
    own,
  };
}

function unreadJson({ key, why, isSuspect }: UnreadKey): unknown {
  return { name: key, why, suspect: isSuspect };
}
