/** The gateway under Bun.serve, by way of Elysia. */
import { Elysia } from "elysia";
import type { Gateway } from "./gateway.ts";
import type { Options } from "./process/options.ts";

export interface Server {
  readonly url: URL;
  /** Requests whose answers are not through yet. */
  readonly pending: () => number;
  /** Lets answers that are being written finish; `now` cuts them. */
  readonly stop: (now: boolean) => Promise<void>;
}

/** Seconds; every model request gets limits of its own as soon as it has been read. */
const idleSeconds = 120;

/** Room above the gateway's own limit, so that its 413 comes in the caller's dialect. */
const bodyLimitFactor = 4;

/** Throws Bun's error (with `code` EADDRINUSE or EACCES) when it cannot listen. */
export function serve(gateway: Gateway, options: Options, isShared = false): Server {
  const app = new Elysia();
  // The core owns the path: Elysia's own router misreads it when the host name is short, so
  // nothing of Elysia's routing is reached.
  app.wrap((() => (request: Request) => gateway.fetch(request, app.server ?? undefined)) as never);
  app.listen({
    hostname: options.host,
    port: options.port,
    // Elysia's defaults: true would let two gateways share the port by accident, and 30 seconds
    // would cut slow answers.
    reusePort: isShared,
    idleTimeout: idleSeconds,
    development: false,
    maxRequestBodySize: options.requestBodyBytes * bodyLimitFactor,
  });
  const { server } = app;
  if (server === null) throw new Error("Elysia did not start a server");
  return {
    url: server.url,
    pending: () => server.pendingRequests,
    stop: (now) => server.stop(now),
  };
}
