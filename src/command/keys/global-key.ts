/** `codegate keys`, `keys show` and `keys new`: the key that opens everything. */
import { everybodyNeedsKey } from "../../admit/identify-caller.ts";
import { success, type Result } from "../../base/result.ts";
import { generateGlobalKey } from "../../store/manage-keys.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import { emptySnapshot } from "../../store/snapshot.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { count } from "../terminal/phrases.ts";

interface KeyFacts {
  /** The key in force; null when there is none. */
  readonly key: string | null;
  readonly source: "environment" | "database" | null;
  readonly tenants: number;
  /** Programs on this machine need a key, too. */
  readonly isNeededLocally: boolean;
}

function readKeyFacts({ options, place, now }: CommandRooms): Result<KeyFacts, string> {
  const read = readIfThere(place, (at) => readSnapshotOnce(at, now()), emptySnapshot(null));
  if (!read.ok) return read;
  const { settings, tenantsByKeyDigest } = read.value;
  const stored = settings.get("proxy_api_key") ?? "";
  const { proxyApiKey } = options;
  const tenants = tenantsByKeyDigest.size;
  return success({
    key: proxyApiKey ?? (stored === "" ? null : stored),
    source: proxyApiKey !== null ? "environment" : stored === "" ? null : "database",
    tenants,
    isNeededLocally: everybodyNeedsKey(proxyApiKey, read.value),
  });
}

const sourceNames = {
  environment: "the environment variable PROXY_API_KEY",
  database: "the database",
} as const;

export const statusAction: Action = {
  name: "status",
  operands: [],
  flags: [{ name: "json", help: "One JSON object for programs" }],
  summary: "Say which key is in force, where it comes from and who needs one",
  examples: ["keys", "keys status --json"],
  run(words, rooms) {
    const { terminal, program } = rooms;
    const facts = readKeyFacts(rooms);
    if (!facts.ok) return complain(terminal, facts.failure);
    const { key, source, tenants, isNeededLocally } = facts.value;
    const { out } = terminal;
    if (words.has("json")) {
      const masked = key === null ? null : maskKey(key);
      const needed = isNeededLocally;
      out.line(JSON.stringify({ key: masked, source, tenants, needed_locally: needed }, null, 2));
      return exitCodes.done;
    }
    if (key === null || source === null) {
      out.line("There is no global key.");
      out.line(`Make one with: ${program} keys new`);
    } else {
      out.line(`Global key  ${out.paint("bold", maskKey(key))}  from ${sourceNames[source]}`);
      out.line(`See it whole with: ${program} keys show`);
    }
    if (tenants > 0) out.line(`${count(tenants, "tenant")}, each with a key: ${program} keys list`);
    out.line(
      isNeededLocally
        ? "Every request needs a key."
        : "Programs on this machine need no key; those elsewhere do.",
    );
    return exitCodes.done;
  },
};

export const showAction: Action = {
  name: "show",
  operands: [],
  flags: [],
  summary: "Print the global key itself",
  examples: ["keys show"],
  run(_words, rooms) {
    const { terminal, program } = rooms;
    const facts = readKeyFacts(rooms);
    if (!facts.ok) return complain(terminal, facts.failure);
    const { key, source } = facts.value;
    if (key === null || source === null) {
      return complain(terminal, `There is no global key. Make one with: ${program} keys new`);
    }
    terminal.out.line(key);
    terminal.error.line(`It comes from ${sourceNames[source]}.`);
    return exitCodes.done;
  },
};

export const newAction: Action = {
  name: "new",
  operands: [],
  flags: [],
  summary: "Make a new global key and print it; the former one stops working",
  details: ["Clients send it as x-api-key or as Authorization: Bearer."],
  examples: ["keys new"],
  run(_words, { terminal, place, options }) {
    const made = generateGlobalKey(place);
    if (!made.ok) return complain(terminal, made.failure);
    const { out, error } = terminal;
    out.line(made.value);
    error.line("The former key of the database, if there was one, is no longer valid.");
    if (options.proxyApiKey !== null) {
      error.line("PROXY_API_KEY is set here; where the gateway has it, it goes before this key.");
    }
    return exitCodes.done;
  },
};

/** Enough to recognise it. */
function maskKey(key: string): string {
  const shown = Math.min(8, Math.floor(key.length / 3));
  return `${key.slice(0, shown)}…`;
}
