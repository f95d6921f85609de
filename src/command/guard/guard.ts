/** `codegate guard test`: what the guardrails would make of a text. Nothing is sent or stored. */
import { readFile } from "node:fs/promises";
import { failed, success, type Result } from "../../base/result.ts";
import { rulesToTry, type RulesToTry } from "../../guard/rules/rules-to-try.ts";
import { createTenantTokens } from "../../guard/token/tokens.ts";
import { tryText, type Tried } from "../../guard/try-text.ts";
import { findTenant } from "../../store/find-tenant.ts";
import { openGuardrailKey } from "../../store/guardrail-key.ts";
import { hasDatabase, readSnapshotOnce } from "../../store/read-once.ts";
import { emptySnapshot, type Snapshot } from "../../store/snapshot.ts";
import { complain, exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";

const testAction: Action = {
  name: "test",
  operands: ["[FILE]"],
  flags: [
    { name: "tenant", value: "NAME", help: "With this tenant's settings and tokens" },
    { name: "json", help: "One JSON object for programs" },
  ],
  summary: "Show what guardrails find in a text, the masked text, and the way back",
  details: [
    "The text comes from FILE, or from standard input. The settings of the database count, whether guardrails are on or off there.",
    "The exit code is 0 when the text comes back as it was.",
  ],
  examples: ["guard test notes.txt", "git diff | codegate guard test", "guard test .env --json"],
  async run(words, rooms) {
    const { terminal } = rooms;
    const text = await readText(words.operands[0], rooms);
    if (!text.ok) return complain(terminal, text.failure);
    const setting = readSetting(words.value("tenant"), rooms);
    if (!setting.ok) return complain(terminal, setting.failure);
    const { rules, key, tenant } = setting.value;
    const tried = tryText(text.value, rules, createTenantTokens(key, tenant));
    if (words.has("json")) terminal.out.line(JSON.stringify(tried, null, 2));
    else if (text.value === "") terminal.out.line("The text is empty.");
    else show(tried, setting.value, rooms);
    return tried.comes_back ? exitCodes.done : exitCodes.failed;
  },
};

export const guardCommand: Command = {
  name: "guard",
  summary: "Try the guardrails on a text",
  actions: [testAction],
};

async function readText(
  path: string | undefined,
  { terminal }: CommandRooms,
): Promise<Result<string, string>> {
  if (path === undefined) {
    if (terminal.hasKeyboard) return failed("Name a file, or pipe a text in.");
    return terminal.readPiped();
  }
  try {
    return success(await readFile(path, "utf8"));
  } catch (error) {
    // Whatever the system says of the file: it is missing, a folder, or not ours to read.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return failed(`${path} cannot be read (${code}).`);
  }
}

interface Setting extends RulesToTry {
  readonly key: Uint8Array;
  readonly tenant: string;
}

function readSetting(name: string | undefined, rooms: CommandRooms): Result<Setting, string> {
  const { place, now } = rooms;
  const snapshot: Result<Snapshot, string> = hasDatabase(place)
    ? readSnapshotOnce(place, now())
    : success(emptySnapshot(""));
  if (!snapshot.ok) return snapshot;
  const tenant = findTenant(name, snapshot.value);
  if (!tenant.ok) return tenant;
  const key = readKey(rooms);
  if (!key.ok) return key;
  return success({
    ...rulesToTry(snapshot.value.settings, tenant.value?.settings),
    key: key.value,
    tenant: tenant.value?.id ?? "",
  });
}

/** Where nothing is stored yet, looking leaves nothing there either. */
function readKey({ place, options }: CommandRooms): Result<Uint8Array, string> {
  if (!hasDatabase(place)) return success(crypto.getRandomValues(new Uint8Array(keyBytes)));
  return openGuardrailKey({ ...place, guardrailKey: options.guardrailKey ?? undefined })();
}

const keyBytes = 32;

function show(tried: Tried, { isOn }: Setting, { terminal, program }: CommandRooms): void {
  const { out } = terminal;
  for (const { line, column, detector, action, reason } of tried.findings) {
    out.line(`${line}:${column}  ${detector}  ${action}  (${reason})`);
  }
  if (tried.findings.length === 0) out.line("Nothing was found.");
  out.line("");
  out.line(tried.masked);
  out.line("");
  out.line(
    tried.comes_back
      ? "Restored, it is the text as it was."
      : "Restored, it is NOT the text as it was; please report this.",
  );
  if (isOn) return;
  out.line("Guardrails are off; requests are not masked.");
  out.line(`Switch them on with: ${program} settings set privacy_enabled true`);
}
