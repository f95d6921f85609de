/** One worker of several: a whole gateway that shares its port and its state with the others. */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { createGateway } from "../../gateway.ts";
import { createPeers, type News, type NewsChannel } from "../../peers/peers.ts";
import { openSharedMemory } from "../../peers/shared-memory.ts";
import { readOptions } from "../../process/options.ts";
import { surviveFaults } from "../../process/survive-faults.ts";
import type { Logger } from "../../base/logger.ts";
import { listen, makeLogger } from "./start-up.ts";
import { stopServing, type Serving } from "./stop-serving.ts";
import type { FromWorker, ToWorker } from "./worker-words.ts";

/** `words`: the seat of this worker, and the file that is their memory. */
export async function runWorker([seat = "", path = ""]: readonly string[]): Promise<void> {
  const read = readOptions(process.env);
  if (!read.ok) return fail(read.failure);
  const parentIsGone = whenParentIsGone();
  const options = read.value;
  const logger = named(makeLogger(options), Number(seat));
  const peers = createPeers(openSharedMemory(path, Number(seat)), parentChannel());
  const gateway = createGateway({ ...options, logger, peers, ownsThread: true });
  await gateway.ready;
  const server = listen(gateway, options, true);
  if (!server.ok) {
    await gateway.close();
    return fail([server.failure]);
  }
  const serving = { gateway, server: server.value, logger, options };
  const stop = stopWhenTold(serving);
  void parentIsGone.then(() => leavePort(serving, dirname(path))).then(stop);
  surviveFaults(logger);
  tellParent({ kind: "listening" });
}

function parentChannel(): NewsChannel {
  return {
    send: (news) => tellParent({ kind: "news", news }),
    listen: (listener) =>
      onWord((word) => {
        if (word.kind === "news") listener(word.news as readonly News[]);
      }),
  };
}

function tellParent(word: FromWorker): void {
  // Without a channel the parent is gone, and this process is about to end too.
  if (process.connected) process.send?.(word);
}

function onWord(listener: (word: ToWorker) => void): void {
  process.on("message", (word) => listener(word as ToWorker));
}

/** Ctrl-C and its closing reach every process of a terminal; only the parent decides what they mean. */
function stopWhenTold(serving: Serving): () => void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stopServing(serving).then(() => process.exit(0));
  };
  onWord((word) => {
    if (word.kind === "stop") stop();
  });
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  return stop;
}

/** It may be killed while this worker is still starting. */
function whenParentIsGone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once("disconnect", resolve);
  if (!process.connected) resolve();
  return promise;
}

/** Nobody would clean up, or start another worker; a new gateway may want the port at once. */
function leavePort({ server }: Serving, memoryFolder: string): void {
  rmSync(memoryFolder, { recursive: true, force: true });
  void server.stop(false);
}

function named(logger: Logger, worker: number): Logger {
  const at =
    (level: keyof Logger): Logger["info"] =>
    (message, fields) =>
      logger[level](message, { ...fields, worker });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function fail(problems: readonly string[]): void {
  tellParent({ kind: "failed", problems });
  process.exitCode = 1;
}
