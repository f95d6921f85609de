/** The database file as SQLite sees it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { parseKeyFile } from "../../store/cipher.ts";
import { readStore, useStore, type StorePlace } from "../../store/change-store.ts";
import { tryFile } from "../../store/file-failure.ts";
import { fine, problem, warning, type Finding } from "./finding.ts";

/** Fails with the one finding that makes everything else pointless. */
export function checkDatabase(place: StorePlace, now: number): Result<readonly Finding[], Finding> {
  const read = readStore(place, ({ client }) => {
    const check = client.query("PRAGMA quick_check(1)").values()[0]?.[0];
    const dangling = client.query("PRAGMA foreign_key_check").values().length;
    const newest = client.query(newestRow).values()[0]?.[0];
    return success({ check, dangling, newest });
  });
  if (!read.ok) {
    const remedy = "Nothing else can be checked before that works.";
    return failed(problem("place", read.failure, remedy));
  }
  const { check, dangling, newest } = read.value;
  const findings: Finding[] = [];
  if (check !== "ok") {
    const what = `The database is damaged: ${String(check).split("\n")[0]}.`;
    findings.push(problem("place", what, "Restore codegate.db from a copy."));
  }
  if (dangling > 0) {
    const what = `${dangling} rows of the database refer to rows that are gone.`;
    findings.push(warning("place", what, "Save the configs and tenants in question again."));
  }
  return success([...findings, ...checkLock(place), ...checkClock(newest, now)]);
}

/** Takes the lock and gives it back. */
function checkLock(place: StorePlace): readonly Finding[] {
  const taken = useStore(place, ({ client }) => {
    client.run(`PRAGMA busy_timeout = ${limits.lockLookMs}`);
    client.run("BEGIN IMMEDIATE");
    client.run("ROLLBACK");
    return success(undefined);
  });
  if (taken.ok) return [];
  const remedy = "Until that is over nothing can be changed, and the gateway's rows wait.";
  return [problem("place", taken.failure, remedy)];
}

/** Timestamps are text in UTC, so that the greatest is the newest. */
const newestRow = `SELECT max(at) FROM (SELECT max(last_used_at) AS at FROM accounts
  UNION ALL SELECT max(timestamp) FROM codegate_attempts
  UNION ALL SELECT max(timestamp) FROM request_logs)`;

/** No release is older: a clock that says less has lost its battery. */
const earliest = Date.UTC(2026, 0, 1);

function checkClock(newest: unknown, now: number): readonly Finding[] {
  const set = "Set the clock, with network time if possible: tokens and limits go by it.";
  const shown = new Date(now).toISOString();
  if (now < earliest) return [problem("clock", `This machine's clock says ${shown}.`, set)];
  const at = typeof newest === "string" ? Date.parse(`${newest.replace(" ", "T")}Z`) : Number.NaN;
  if (at > now + limits.clockRowToleranceMs) {
    const what = `The newest row is of ${newest} UTC, and this machine's clock says ${shown}.`;
    return [problem("clock", what, set)];
  }
  return [fine("clock", `The clock says ${shown}, which fits the rows.`)];
}

const keyFiles = [".account-key", ".master-key", "encryption.key"] as const;

export interface KeyFacts {
  readonly place: StorePlace;
  /** Enabled accounts whose secret no known key opens, of how many with a secret. */
  readonly locked: number;
  readonly secrets: number;
}

export function checkKeys({ place, locked, secrets }: KeyFacts): readonly Finding[] {
  const { dataDirectory, accountKey, masterKey } = place;
  const findings = keyFiles.flatMap((name) => {
    const content = tryFile(() => readFileSync(join(dataDirectory, name), "utf8"));
    if (!content.ok || parseKeyFile(content.value) !== null) return [];
    const what = `The key file ${name} does not hold 64 hexadecimal digits.`;
    return [problem("keys", what, "Restore it from a copy, or delete it when nothing needs it.")];
  });
  const isDerived = accountKey !== undefined || masterKey !== undefined;
  const hasFile = keyFiles.some((name) => existsSync(join(dataDirectory, name)));
  if (secrets > 0 && !isDerived && !hasFile) {
    const what = "There is no account key, and stored secrets need one.";
    const remedy = "Restore .account-key from a copy, or set ACCOUNT_KEY as it was.";
    findings.push(problem("keys", what, remedy));
  } else if (locked > 0 && findings.length === 0) {
    const what = `${locked} of ${secrets} stored secrets open with none of the known keys.`;
    const remedy = isDerived
      ? "Correct ACCOUNT_KEY or MASTER_KEY, or restore the key file that was used before."
      : "Restore the key file that was used before, or enter those keys again.";
    findings.push(problem("keys", what, remedy));
  }
  return findings.length > 0 ? findings : [fine("keys", "The account key opens every secret.")];
}
