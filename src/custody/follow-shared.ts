/** Follows another client's credential file: takes over its new tokens, and never renews any. */
import { statSync } from "node:fs";
import { limits } from "../base/limits.ts";
import { tryFile } from "../store/file-failure.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import { readCredentialFile, type SharedCredential } from "./credential-file.ts";
import { whenUnlocked, type LockRooms } from "./when-unlocked.ts";

export interface FollowRooms extends LockRooms {
  readonly snapshot: () => Snapshot;
}

/** Resolves when what the file says now is stored. Looks only if the file may have changed. */
export type Follow = (account: Account) => Promise<void>;

interface Seen {
  readonly at: number;
  /** Time and size of the file; null = it was not there. */
  readonly version: string | null;
}

export function createFollow(rooms: FollowRooms): Follow {
  const seen = new Map<string, Seen>();

  return async (account) => {
    const path = account.grant?.sharedFile ?? null;
    const last = seen.get(account.id);
    const at = rooms.now();
    if (path === null || (last !== undefined && at - last.at < limits.fileCheckMs)) return;
    const version = versionOf(path);
    seen.set(account.id, { at, version });
    if (last !== undefined && last.version === version) return;
    await takeOver(account, path, rooms);
  };
}

async function takeOver(account: Account, path: string, rooms: FollowRooms): Promise<void> {
  const { rows, now } = rooms;
  const read = readCredentialFile(path);
  if (!read.ok) return complain(account, `The followed file ${path} ${read.failure}.`, rooms);
  const trouble = whyNotOurs(account, read.value, rooms.snapshot());
  if (trouble !== null) return complain(account, `The followed file ${path} ${trouble}`, rooms);
  const { accessToken, expiresAt } = read.value;
  const isKnown = accessToken === account.credential && account.grant?.problem === null;
  const sealed = rows.seal(accessToken, null);
  if (isKnown || !sealed.ok) return;
  await whenUnlocked(rooms, (steps) => {
    if (steps.read(account.id)?.sharedFile !== path) return;
    steps.store(account.id, { ...sealed.value, expiresAt }, now());
  });
}

/** Two accounts must never become one because somebody signed in anew. Continues "The file ...". */
function whyNotOurs(
  account: Account,
  { externalAccountId, accessToken, client }: SharedCredential,
  { accounts }: Snapshot,
): string | null {
  const expected = account.externalAccountId;
  if (expected !== null && externalAccountId !== null && expected !== externalAccountId) {
    return `now holds another account's sign-in; sign in to ${client} with the former account, or import it anew.`;
  }
  const other = [...accounts.values()].find(
    ({ id, credential }) => id !== account.id && credential === accessToken,
  );
  return other === undefined
    ? null
    : `now holds the token of account "${other.name}"; remove one of the two accounts.`;
}

async function complain(account: Account, problem: string, rooms: FollowRooms): Promise<void> {
  if (account.grant?.problem === problem) return;
  rooms.logger.warn(`Account "${account.name}" is not up to date. ${problem}`);
  await whenUnlocked(rooms, (steps) => steps.complain(account.id, problem, rooms.now()));
}

function versionOf(path: string): string | null {
  const stats = tryFile(() => statSync(path));
  return stats.ok ? `${stats.value.mtimeMs}:${stats.value.size}` : null;
}
