import type { Worker } from "node:worker_threads";

/** A thread that runs a text. Its module is loaded with the first one, for which no start waits. */
export function startThread(source: string): Worker {
  const threads = process.getBuiltinModule("node:worker_threads");
  return new threads.Worker(source, { eval: true });
}
