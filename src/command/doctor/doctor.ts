/** `codegate doctor`: looks at everything that can be wrong, and says what to do. */
import { existsSync } from "node:fs";
import { success, type Result } from "../../base/result.ts";
import { readEndpoints } from "../../custody/open-custody.ts";
import { knownEndpoints } from "../../custody/token-endpoints.ts";
import { isEmptySecret } from "../../store/cipher.ts";
import { readStore } from "../../store/change-store.ts";
import { listConfigs } from "../../store/manage-configs.ts";
import { hasDatabase, readSnapshotOnce } from "../../store/read-once.ts";
import { accounts, configs } from "../../store/schema.ts";
import { emptySnapshot, type Snapshot } from "../../store/snapshot.ts";
import { exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";
import { readAccounts } from "../accounts/read-health.ts";
import { fullPath } from "../find-store.ts";
import { askGateway } from "../status/ask-gateway.ts";
import { askHosts } from "./ask-hosts.ts";
import { checkAccounts } from "./check-accounts.ts";
import { checkCallers, checkConfigs } from "./check-configs.ts";
import { checkDatabase, checkKeys } from "./check-database.ts";
import { checkGateway } from "./check-gateway.ts";
import { checkPlace } from "./check-place.ts";
import { problem, type Finding } from "./finding.ts";
import { showFindings } from "./show-findings.ts";

const doctorAction: Action = {
  name: "",
  operands: [],
  flags: [
    { name: "online", help: "Also ask each provider's host, without a key, and compare clocks" },
    { name: "json", help: "One JSON array for programs" },
  ],
  summary: "Look for everything that can be wrong, and say what to do",
  details: [
    "Looks at the data directory, the database, the keys, the clock, the gateway and its port,",
    "each account, each config, tenants and settings. Changes nothing and sends no key anywhere.",
    "The exit code is 0 when no problem was found; warnings are none.",
  ],
  examples: ["doctor", "doctor --online"],
  async run(words, rooms) {
    const { out } = rooms.terminal;
    const findings = await examine(words.has("online"), rooms);
    if (words.has("json")) out.line(JSON.stringify(findings, null, 2));
    else showFindings(findings, out);
    const hasProblem = findings.some(({ level }) => level === "problem");
    return hasProblem ? exitCodes.failed : exitCodes.done;
  },
};

export const doctorCommand: Command = {
  name: "doctor",
  summary: doctorAction.summary,
  actions: [doctorAction],
};

async function examine(isOnline: boolean, rooms: CommandRooms): Promise<readonly Finding[]> {
  const { place, now, options, program } = rooms;
  const answer = await askGateway(rooms);
  const gatewayWith = (snapshot: Snapshot) => checkGateway({ answer, options, snapshot, program });
  if (!hasDatabase(place)) {
    const what = `There is no database in ${fullPath(place)}.`;
    const remedy = `Set DATA_DIR to the folder of codegate.db, or begin with: ${program} accounts add`;
    // Of one that is not there yet there is nothing to say.
    const about = existsSync(fullPath(place)) ? checkPlace(fullPath(place), now()) : [];
    const trouble = about.filter(({ level }) => level !== "fine");
    return [problem("place", what, remedy), ...trouble, ...gatewayWith(emptySnapshot(null))];
  }
  const directory = checkPlace(fullPath(place), now());
  const database = checkDatabase(place, now());
  if (!database.ok) return [...directory, database.failure];
  const snapshot = readSnapshotOnce(place, now());
  const health = readAccounts(rooms);
  const listed = listConfigs(place);
  const counts = countRows(rooms);
  if (!snapshot.ok || !health.ok || !listed.ok || !counts.ok) {
    return [...directory, problem("place", "The database cannot be read now.", "Try again.")];
  }
  const endpoints = readEndpoints(options.oauthFile);
  const picture = snapshot.value;
  const opened = [...picture.accounts.values()].filter(({ credential }) => credential !== null);
  const { secrets, activeRows } = counts.value;
  const locked = secrets - opened.length;
  const facts = { snapshot: picture, configs: listed.value, activeRows, program };
  return [
    ...directory,
    ...database.value,
    ...checkKeys({ place, locked, secrets }),
    ...(endpoints.ok
      ? []
      : [problem("place", endpoints.failure, "Correct it, or unset the variable.")]),
    ...gatewayWith(picture),
    ...checkAccounts({
      ...facts,
      health: health.value.accounts,
      endpoints: endpoints.ok ? endpoints.value : knownEndpoints,
      now: now(),
    }),
    ...checkConfigs(facts),
    ...checkCallers(facts),
    ...(isOnline ? await askHosts([...picture.accounts.values()], rooms) : []),
  ];
}

interface Counts {
  /** Accounts with something stored as their secret. */
  readonly secrets: number;
  readonly activeRows: number;
}

function countRows({ place }: CommandRooms): Result<Counts, string> {
  return readStore(place, ({ orm }) => {
    const rows = orm.select({ stored: accounts.apiKeyEnc }).from(accounts).all();
    const flags = orm.select({ isActive: configs.isActive }).from(configs).all();
    return success({
      secrets: rows.filter(({ stored }) => isSecret(stored)).length,
      activeRows: flags.filter(({ isActive }) => isActive === 1).length,
    });
  });
}

function isSecret(stored: unknown): boolean {
  return typeof stored === "string" && !isEmptySecret(stored);
}
