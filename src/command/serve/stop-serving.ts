/** The end of a gateway that listens: what is under way may finish, what was spent is kept. */
import { limits } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import type { Gateway } from "../../gateway.ts";
import type { Options } from "../../process/options.ts";
import type { Server } from "../../server.ts";

export interface Serving {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly logger: Logger;
  readonly options: Options;
}

export async function stopServing({ gateway, server, options }: Serving): Promise<void> {
  const deadline = Date.now() + options.stopTimeoutMs;
  await gateway.close();
  // What has been answered may still be on its way: whole answers to slow clients, last events.
  const drainMs = Math.max(deadline - Date.now(), limits.stopDrainMs);
  await Promise.race([server.stop(false), Bun.sleep(drainMs)]);
  await server.stop(true);
}
