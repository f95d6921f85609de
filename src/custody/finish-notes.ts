/** At a start: what a stopped process was answered and could not store any more is stored now. */
import { digestOf } from "../store/read-grant.ts";
import { settle, type RefreshRooms } from "./refresh-account.ts";
import { whenUnlocked } from "./when-unlocked.ts";

export async function finishNotes(rooms: RefreshRooms): Promise<void> {
  for (const { accountId, usedDigest, at: notedAt, answer } of rooms.journal.notes()) {
    if (answer !== null) {
      const settled = await settle({ accountId, usedDigest, notedAt }, answer, rooms);
      if (settled === "renewed") {
        rooms.logger.info("A new token that a stopped process had left is stored now.", {
          accountId,
        });
      }
      continue;
    }
    // A refresh that may still be under way; of interest while its refresh token is in use.
    const stored = await whenUnlocked(rooms, (steps) => steps.read(accountId));
    const refreshToken = stored?.refreshToken ?? null;
    const isPast = refreshToken !== null && digestOf(refreshToken) !== usedDigest;
    if (isPast) rooms.journal.clear(accountId, usedDigest);
  }
}
