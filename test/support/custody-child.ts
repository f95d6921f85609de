/**
 * A process that makes calls with the tokens of one account until the provider says that it is
 * enough, and that is killed by its own hand wherever the provider asks for it.
 */
import { silentLogger } from "../../src/base/logger.ts";
import { createCustody } from "../../src/custody/custody.ts";
import { openGrantJournal, type GrantJournal } from "../../src/custody/grant-journal.ts";
import { changeEndpoints } from "../../src/custody/token-endpoints.ts";
import { openAccountKeys } from "../../src/store/account-keys.ts";
import { newOwner, openGrantRows, type GrantRows } from "../../src/store/grant-rows.ts";
import { openStore } from "../../src/store/store.ts";
import { crashHeader, doneStatus, knownHeader, type CrashPoint } from "./grant-server.ts";

const [dataDirectory = "", providerUrl = ""] = process.argv.slice(2);
const place = { dataDirectory, accountKey: undefined, masterKey: undefined, logger: silentLogger };
const now = () => Date.now();
let crash: CrashPoint | null = null;

function dieAt(point: CrashPoint): void {
  if (crash === point) process.kill(process.pid, "SIGKILL");
}

async function fetchOrDie(url: string, init: BunFetchRequestInit): Promise<Response> {
  if (url.endsWith("/token")) dieAt("before the call");
  const response = await fetch(url, init);
  crash = (response.headers.get(crashHeader) as CrashPoint | null) ?? crash;
  return response;
}

function mortalJournal(journal: GrantJournal): GrantJournal {
  return {
    ...journal,
    begin(intent) {
      const note = journal.begin(intent);
      if (!note.ok) return note;
      const { answer, drop } = note.value;
      return {
        ok: true,
        value: {
          drop,
          answer(tokens) {
            const noted = answer(tokens);
            dieAt("answer noted");
            return noted;
          },
        },
      };
    },
  };
}

function mortalRows(rows: GrantRows): GrantRows {
  return {
    ...rows,
    keep(work) {
      const kept = rows.keep(work);
      if (kept.ok) dieAt("answer stored");
      return kept;
    },
  };
}

const endpoints = changeEndpoints(
  JSON.stringify({ anthropic: { tokenUrl: `${providerUrl}/token` } }),
);
if (!endpoints.ok) throw new Error(endpoints.failure);
const store = openStore({ ...place, clock: { now } });
const custody = createCustody({
  rows: mortalRows(openGrantRows({ dataDirectory, keys: openAccountKeys(place) })),
  journal: mortalJournal(openGrantJournal(dataDirectory)),
  endpoints: endpoints.value,
  fetch: fetchOrDie,
  now,
  sleep: (milliseconds) => Bun.sleep(milliseconds),
  times: { jitterMs: 0, leaseMs: 1_200, timeoutMs: 1_000, pollMs: 8, renewalPauseMs: 0 },
  owner: newOwner(),
  logger: silentLogger,
  snapshot: store.snapshot,
});
custody.start();

// As old as a plan can be that waits for an account to wake up.
const [planned] = store.snapshot().accounts.values();
if (planned === undefined) throw new Error("there is no account");
for (;;) {
  const known = store.snapshot().accounts.get(planned.id)?.credential ?? "";
  const account = await custody.current(planned);
  const token = account.credential ?? "";
  const response = await fetchOrDie(`${providerUrl}/call`, {
    headers: { authorization: `Bearer ${token}`, [knownHeader]: known },
  });
  await response.text();
  if (response.status === doneStatus) break;
  if (response.status === 401 && !(await custody.renew(account, token))) await Bun.sleep(2);
}
await custody.close();
await store.close();
