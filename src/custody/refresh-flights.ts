import type { Account } from "../store/snapshot.ts";
import { refreshAccount, type Refreshed, type RefreshRooms } from "./refresh-account.ts";

/** One refresh of an account at a time; whoever comes meanwhile waits for the same. */
export interface RefreshFlights {
  /** `refusedToken` is null when the token is due by its time. */
  refresh(account: Account, refusedToken: string | null): Promise<Refreshed>;
  /** Resolves when no refresh of the account is under way. */
  landed(accountId: string): Promise<void>;
  /** Begins no further ones and waits for those under way: their answers must not be lost. */
  close(): Promise<void>;
}

export function createRefreshFlights(rooms: Omit<RefreshRooms, "isStopping">): RefreshFlights {
  const flights = new Map<string, Promise<Refreshed>>();
  let isClosed = false;
  const isStopping = () => isClosed;

  return {
    refresh(account, refusedToken) {
      const { id: accountId, proxyUrl, caCertificates } = account;
      const running = flights.get(accountId);
      if (running !== undefined) return running;
      if (isClosed) return Promise.resolve("stopped");
      const input = { accountId, way: { proxyUrl, caCertificates }, refusedToken };
      const flight = refreshAccount(input, { ...rooms, isStopping }).finally(() =>
        flights.delete(accountId),
      );
      flights.set(accountId, flight);
      return flight;
    },
    async landed(accountId) {
      await flights.get(accountId);
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(flights.values());
    },
  };
}
