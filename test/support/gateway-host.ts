/** A gateway in a process of its own that tells its memory: run with a data directory. */
import { createGateway } from "../../src/gateway.ts";
import { residentMegabytes } from "./load.ts";

/** What the host answers to every message. */
export interface HostMemory {
  /** Resident memory after a collection, megabytes. */
  readonly megabytes: number;
}

const gateway = createGateway({ dataDirectory: process.argv[2] ?? "", stopTimeoutMs: 0 });
await gateway.ready;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  fetch: gateway.fetch,
});
// Whoever started it may have been killed.
process.on("disconnect", () => process.exit());
process.on("message", () => {
  process.send?.({ megabytes: residentMegabytes() } satisfies HostMemory);
});
process.send?.({ url: server.url.href.replace(/\/$/, "") });
