/** A gateway in a process of its own that tells its memory: run with a data directory. */
import { createGateway } from "../../src/gateway.ts";
import { answerParent } from "./child.ts";
import { residentMegabytes } from "./load.ts";

const gateway = createGateway({ dataDirectory: process.argv[2] ?? "", stopTimeoutMs: 0 });
await gateway.ready;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  fetch: gateway.fetch,
});
answerParent(server.url.href.replace(/\/$/, ""), (question) => {
  const resident = residentMegabytes();
  return question === "buffers" ? process.memoryUsage().arrayBuffers / 1_048_576 : resident;
});
