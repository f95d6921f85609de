/** Why the log may be empty. */
import { settingsFor } from "../../admit/caller-settings.ts";
import { oneLine } from "../../process/logger.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import type { Tenant } from "../../store/snapshot.ts";
import type { CommandRooms, ParsedWords } from "../command.ts";
import { shellWord } from "../terminal/phrases.ts";

/** Null when requests are logged: of the tenant that was asked about, or of anybody. */
export function hintAtLogging(
  words: ParsedWords,
  { place, now, program }: CommandRooms,
): string | null {
  const snapshot = readSnapshotOnce(place, now());
  if (!snapshot.ok) return null;
  const name = words.value("tenant");
  const tenants = [...snapshot.value.tenantsByKeyDigest.values()];
  const asked = tenants.filter((each) => name === undefined || isCalled(each, name));
  const callers = asked.map((tenant) => ({ kind: "tenant", tenant }) as const);
  const all = name === undefined ? [{ kind: "local" } as const, ...callers] : callers;
  if (all.some((caller) => settingsFor(caller, snapshot.value).logsRequests)) return null;
  const ofWhom = name === undefined ? "" : ` of ${oneLine(name)}`;
  const flag = name === undefined ? "" : ` --tenant ${shellWord(name)}`;
  return `Requests${ofWhom} are not logged. Switch it on with: ${program} settings set request_logging true${flag}`;
}

function isCalled({ id, name }: Tenant, wanted: string): boolean {
  return name === wanted || id === wanted;
}
