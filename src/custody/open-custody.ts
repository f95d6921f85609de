/** A custody over the database of a data directory. */
import { readFileSync } from "node:fs";
import type { Logger } from "../base/logger.ts";
import { failed, success, type Result } from "../base/result.ts";
import { openAccountKeys } from "../store/account-keys.ts";
import type { StorePlace } from "../store/change-store.ts";
import { tryFile } from "../store/file-failure.ts";
import { newOwner, openGrantRows } from "../store/grant-rows.ts";
import type { Snapshot } from "../store/snapshot.ts";
import { createCustody, type Custody } from "./custody.ts";
import { openGrantJournal } from "./grant-journal.ts";
import type { RefreshRooms } from "./refresh-account.ts";
import { changeEndpoints, knownEndpoints, type TokenEndpoints } from "./token-endpoints.ts";
import { usualTimes } from "./times.ts";

export interface CustodyPlace extends Pick<RefreshRooms, "fetch" | "now" | "endpoints"> {
  readonly place: StorePlace;
  readonly snapshot: () => Snapshot;
  readonly logger: Logger;
}

export function openCustody({ place, ...rooms }: CustodyPlace): Custody {
  const { dataDirectory } = place;
  // The store complains of key files already.
  const keys = openAccountKeys({ ...place, logger: { ...rooms.logger, warn: () => undefined } });
  return createCustody({
    ...rooms,
    rows: openGrantRows({ dataDirectory, keys }),
    journal: openGrantJournal(dataDirectory),
    sleep: (milliseconds) => Bun.sleep(milliseconds),
    times: usualTimes(Math.random),
    owner: newOwner(),
  });
}

/** The token endpoints with the changes of a file; `path` is null without one. */
export function readEndpoints(path: string | null): Result<TokenEndpoints, string> {
  if (path === null) return success(knownEndpoints);
  const text = tryFile(() => readFileSync(path, "utf8"));
  if (!text.ok) return failed(`The file of CODEGATE_OAUTH_FILE cannot be read (${text.failure}).`);
  const changed = changeEndpoints(text.value);
  if (changed.ok) return changed;
  return failed(`The file of CODEGATE_OAUTH_FILE cannot be used: ${changed.failure}.`);
}
