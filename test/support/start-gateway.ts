/** A gateway in this process, listening on a free loopback port, over a throw-away DATA_DIR. */
import { createGateway, type Gateway, type GatewayOptions } from "../../src/gateway.ts";
import { makeDataDirectory, type DataDirectory, type Seed } from "./data-directory.ts";

export interface RunningGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly data: DataDirectory;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startGateway(
  seed: Seed,
  options: GatewayOptions = {},
): Promise<RunningGateway> {
  const data = await makeDataDirectory(seed);
  const gateway = createGateway({ stopTimeoutMs: 0, ...options, dataDirectory: data.path });
  await gateway.ready;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 120,
    development: false,
    maxRequestBodySize: 1_024 * 1_024 * 1_024,
    fetch: gateway.fetch,
  });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await gateway.close();
    await server.stop(true);
    data.remove();
  };
  return {
    url: server.url.href.replace(/\/$/, ""),
    gateway,
    data,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
