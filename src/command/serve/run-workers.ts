/** Several processes on one port: this one starts them, replaces them and stops them. */
import { rmSync } from "node:fs";
import { systemClock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { waitForDatabase } from "../../gateway.ts";
import { placeOf } from "../../make-rooms.ts";
import type { Options } from "../../process/options.ts";
import { onStopSignal } from "../../process/stop-signals.ts";
import { surviveFaults } from "../../process/survive-faults.ts";
import { releaseSeats, sharedStateBytes } from "../../share-state.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { openStore } from "../../store/store.ts";
import { startCrew, type Crew } from "./crew.ts";
import { announce, giveUp, makeLogger, mayListen, needsKey } from "./start-up.ts";
import { findPort } from "./find-port.ts";
import { makeMemory } from "./make-memory.ts";
import { startWorker } from "./start-worker.ts";

export async function runWorkers(options: Options): Promise<void> {
  if (process.platform !== "linux") return giveUp([onlyLinux]);
  const logger = makeLogger(options);
  const snapshot = await prepareData(options, logger);
  if (!mayListen(options, snapshot)) return giveUp([needsKey(options.host)]);
  const found = await findPort(options);
  if (!found.ok) return giveUp([found.failure]);
  const port = found.value;
  const memory = await makeMemory(sharedStateBytes, Date.now());
  if (!memory.ok) return giveUp([memory.failure]);
  const { folder, path } = memory.value;
  const crew = startCrew({
    count: options.workers,
    start: (seat, hear) => startWorker({ seat, path, port, hear }),
    release: releaseSeats(path),
    logger,
    now: Date.now,
  });
  const ready = await crew.ready;
  if (!ready.ok) {
    crew.kill();
    rmSync(folder, { recursive: true, force: true });
    giveUp(ready.failure);
    process.exit(1);
  }
  // Before: whoever waits for the announcement may ask for the end at once.
  stopWhenAsked(crew, folder, logger);
  announce({ logger, snapshot, url: `http://${urlHost(options.host)}:${port}`, options });
  surviveFaults(logger);
}

const onlyLinux =
  "Several workers on one port work on Linux only. Leave out --workers and CODEGATE_WORKERS.";

/**
 * Makes what is missing, so that the workers do not all make it at once. No whole gateway: that would
 * look after tokens, and a stop of it waits for their provider.
 */
async function prepareData(options: Options, logger: Logger): Promise<Snapshot> {
  const guardrailKey = options.guardrailKey ?? undefined;
  const store = openStore({ ...placeOf(options), guardrailKey, logger, clock: systemClock });
  const snapshot = await waitForDatabase(store);
  await store.close();
  return snapshot;
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** The first signal lets requests finish, the second one does not wait for them. */
function stopWhenAsked(crew: Crew, folder: string, logger: Logger): void {
  const end = (code: number): never => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  onStopSignal(async (signal, insists) => {
    if (insists) {
      crew.kill();
      end(1);
    }
    logger.info(`${signal}: stopping; requests under way may finish`);
    await crew.stop();
    logger.info("stopped");
    end(0);
  });
}
