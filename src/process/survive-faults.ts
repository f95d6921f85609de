import { describeFault } from "../base/describe-fault.ts";
import type { Logger } from "../base/logger.ts";

/**
 * A fault in a timer or an event that belongs to no request would end the process, and with it
 * everybody's streams: it is told in the log, and the gateway goes on.
 */
export function surviveFaults(logger: Logger): void {
  const tell = (error: unknown): void => {
    logger.error("a fault of the gateway, which goes on; please report it", describeFault(error));
  };
  process.on("uncaughtException", tell);
  process.on("unhandledRejection", tell);
}
