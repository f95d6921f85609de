/**
 * Keeps the tokens of OAuth accounts alive: before they end, when a request needs one, and when a
 * provider refuses one. Each account has its own grant, and only its own provider hears of it.
 */
import { limits } from "../base/limits.ts";
import type { Account, Snapshot } from "../store/snapshot.ts";
import { finishNotes } from "./finish-notes.ts";
import { createFollow } from "./follow-shared.ts";
import type { RefreshRooms } from "./refresh-account.ts";
import { createRefreshFlights } from "./refresh-flights.ts";
import { canRefresh, isOwn, tokenState } from "./token-state.ts";
import { createAgeWarner } from "./warn-of-age.ts";

export interface Custody {
  /**
   * The account with the freshest token that there is. Waits for a refresh only when its token is
   * over; when that fails it comes as it was, because the provider's word counts more than a clock.
   */
  current(account: Account): Promise<Account>;
  /** After a 401: true when there is another token now than the refused one. */
  renew(account: Account, refusedToken: string): Promise<boolean>;
  /** Finishes what a stopped process has left, and looks after all accounts from now on. */
  start(): void;
  /** Ends that, and waits for refreshes under way. */
  close(): Promise<void>;
}

export interface CustodyRooms extends Omit<RefreshRooms, "isStopping"> {
  /** The current picture; sees other processes' and the custody's own commits at once. */
  readonly snapshot: () => Snapshot;
}

export function createCustody(rooms: CustodyRooms): Custody {
  const { now, logger } = rooms;
  const flights = createRefreshFlights(rooms);
  const follow = createFollow(rooms);
  const latestOf = (account: Account) => latest(account, rooms.snapshot());
  const lookAfterAll = createRound({ ...rooms, flights, follow, reportFault });
  let timer: Timer | null = null;

  /** A mistake of ours in work that nobody waits for; the next request meets it again. */
  function reportFault(error: unknown): void {
    const name = error instanceof Error ? error.name : typeof error;
    logger.error("A token could not be looked after for a fault of the gateway.", { error: name });
  }

  return {
    async current(account) {
      const known = account.grant === null ? account : latestOf(account);
      const { grant } = known;
      if (grant === null) return known;
      if (grant.sharedFile !== null) {
        await follow(known);
        return latestOf(known);
      }
      const state = tokenState(known, now());
      if (state === "fresh" || !canRefresh(grant, now())) return known;
      const refreshing = flights.refresh(known, null);
      if (state === "expired") await refreshing;
      else refreshing.catch(reportFault);
      return latestOf(known);
    },
    async renew(account, refusedToken) {
      const { grant } = latestOf(account);
      if (grant === null) return false;
      const isRenewed = () => latestOf(account).credential !== refusedToken;
      if (grant.sharedFile !== null) await follow(account);
      await flights.landed(account.id);
      if (isRenewed()) return true;
      if (!isOwn(grant)) return false;
      await flights.refresh(latestOf(account), refusedToken);
      return isRenewed();
    },
    start() {
      const isStopping = () => timer === null;
      timer = setInterval(lookAfterAll, limits.tokenCheckMs);
      timer.unref();
      finishNotes({ ...rooms, isStopping })
        .then(lookAfterAll)
        .catch(reportFault);
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      await flights.close();
    },
  };
}

/** Provider and address of a request are chosen: a token for others must not go there. */
function latest(account: Account, { accounts }: Snapshot): Account {
  const found = accounts.get(account.id);
  const isSame =
    found !== undefined &&
    found.credential !== null &&
    found.authType === account.authType &&
    found.provider === account.provider &&
    found.baseUrl === account.baseUrl;
  return isSame ? found : account;
}

interface RoundRooms extends CustodyRooms {
  readonly flights: ReturnType<typeof createRefreshFlights>;
  readonly follow: ReturnType<typeof createFollow>;
  readonly reportFault: (error: unknown) => void;
}

/** One look at every account. */
function createRound(rooms: RoundRooms): () => void {
  const { snapshot, now, times, flights, follow, reportFault } = rooms;
  const warnOfAge = createAgeWarner(rooms.endpoints, rooms.logger);
  return () => {
    for (const account of snapshot().accounts.values()) {
      const { grant, enabled } = account;
      if (grant === null || !enabled) continue;
      warnOfAge(account, now());
      if (grant.sharedFile !== null) follow(account).catch(reportFault);
      const isFresh = tokenState(account, now(), times.jitterMs) === "fresh";
      if (!isFresh && canRefresh(grant, now())) flights.refresh(account, null).catch(reportFault);
    }
  };
}
