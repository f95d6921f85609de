/** `codegate serve`: the gateway until a signal ends it. */
import { readEndpoints } from "../../custody/open-custody.ts";
import { createGateway } from "../../gateway.ts";
import { readOptions, type Environment, type Options } from "../../process/options.ts";
import { onStopSignal } from "../../process/stop-signals.ts";
import { surviveFaults } from "../../process/survive-faults.ts";
import { announce, giveUp, listen, makeLogger, mayListen, needsKey } from "./start-up.ts";
import { stopServing, type Serving } from "./stop-serving.ts";

export async function runServe(environment: Environment): Promise<void> {
  const read = readOptions(environment);
  if (!read.ok) return giveUp(read.failure);
  const options = read.value;
  const endpoints = readEndpoints(options.oauthFile);
  if (!endpoints.ok) return giveUp([endpoints.failure]);
  if (options.workers === 1) return serveAlone(options);
  const { runWorkers } = await import("./run-workers.ts");
  return runWorkers(options);
}

async function serveAlone(options: Options): Promise<void> {
  const logger = makeLogger(options);
  const gateway = createGateway({ ...options, logger, ownsThread: true });
  const snapshot = await gateway.ready;
  if (!mayListen(options, snapshot)) {
    await gateway.close();
    return giveUp([needsKey(options.host)]);
  }
  const opened = listen(gateway, options, false);
  if (!opened.ok) {
    await gateway.close();
    return giveUp([opened.failure]);
  }
  const server = opened.value;
  // Before: whoever waits for the announcement may ask for the end at once.
  stopWhenAsked({ gateway, server, logger, options });
  announce({ logger, snapshot, url: server.url.href.replace(/\/$/, ""), options });
  surviveFaults(logger);
}

/** The first signal lets requests finish, the second one does not wait for them. */
function stopWhenAsked(serving: Serving): void {
  const { logger } = serving;
  onStopSignal(async (signal, insists) => {
    if (insists) process.exit(1);
    logger.info(`${signal}: stopping; requests under way may finish`);
    await stopServing(serving);
    logger.info("stopped");
    process.exit(0);
  });
}
