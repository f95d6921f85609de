/** The workers of one gateway as their parent sees them: started, replaced, told of each other. */
import { limits } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import { failed, success, type Result } from "../../base/result.ts";
import type { FromWorker, ToWorker } from "./worker-words.ts";

export interface WorkerProcess {
  readonly send: (word: ToWorker) => void;
  readonly kill: () => void;
  /** Resolves to what is said of its end. */
  readonly exited: Promise<string>;
}

export interface CrewOptions {
  readonly count: number;
  readonly start: (seat: number, hear: (word: FromWorker) => void) => WorkerProcess;
  /** What a worker that is gone held of their common state is given back. */
  readonly release: (seat: number) => void;
  readonly logger: Logger;
  readonly now: () => number;
}

export interface Crew {
  /** Resolves when all of them listen; the failure is sentences for people. */
  readonly ready: Promise<Result<void, readonly string[]>>;
  /** Lets them finish; resolves when all are gone. */
  stop(): Promise<void>;
  /** Does not wait for what is under way. */
  kill(): void;
}

export function startCrew(options: CrewOptions): Crew {
  const { count, start, release, logger, now } = options;
  const workers = new Map<number, WorkerProcess>();
  const listening = new Set<number>();
  const ready = Promise.withResolvers<Result<void, readonly string[]>>();
  const course = { isStopping: false };

  function hear(seat: number, word: FromWorker): void {
    if (word.kind === "failed") ready.resolve(failed(word.problems));
    if (word.kind === "listening") listening.add(seat);
    if (listening.size === count) ready.resolve(success(undefined));
    if (word.kind !== "news") return;
    for (const [other, worker] of workers) if (other !== seat) worker.send(word);
  }

  /** One seat, whoever has it; ends when the crew stops. */
  async function fill(seat: number): Promise<void> {
    let failures = 0;
    while (!course.isStopping) {
      const startedAt = now();
      const worker = start(seat, (word) => hear(seat, word));
      workers.set(seat, worker);
      const end = await worker.exited;
      workers.delete(seat);
      release(seat);
      if (course.isStopping) return;
      if (!listening.has(seat)) ready.resolve(failed([`A worker ended at its start (${end}).`]));
      failures = now() - startedAt > limits.workerSettledMs ? 0 : failures + 1;
      const pauseMs = Math.min(
        limits.workerRestartFirstMs * 2 ** Math.max(0, failures - 1),
        limits.workerRestartLongestMs,
      );
      logger.error("A worker ended; another one takes its place.", { worker: seat, end });
      await Bun.sleep(pauseMs);
    }
  }

  for (let seat = 0; seat < count; seat++) void fill(seat);
  const late = Bun.sleep(limits.workerStartMs).then(() =>
    failed([`The workers did not listen within ${limits.workerStartMs / 1_000} seconds.`]),
  );
  return {
    ready: Promise.race([ready.promise, late]),
    async stop() {
      course.isStopping = true;
      for (const worker of workers.values()) worker.send({ kind: "stop" });
      await Promise.all(Array.from(workers.values(), ({ exited }) => exited));
    },
    kill() {
      course.isStopping = true;
      for (const worker of workers.values()) worker.kill();
    },
  };
}
