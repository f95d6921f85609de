import { createGateway, type Gateway, type GatewayOptions } from "../../../src/gateway.ts";
import { readOptions } from "../../../src/process/options.ts";
import { makeDataDirectory, type DataDirectory } from "../../support/data-directory.ts";
import type { ContractTarget, Environment } from "../suite/target.ts";

/** What a way of running adds to the gateway: a door, and how to close it. */
export interface Door {
  /** Null for a gateway that is called and does not listen. */
  readonly url: string | null;
  call?(path: string, init?: RequestInit): Promise<Response>;
  stop?(): Promise<unknown>;
}

export interface DoorInput {
  readonly gateway: Gateway;
  readonly options: ReturnType<typeof optionsOf>;
}

/** A way of running inside this process. `create` may be the one that an embedder imports. */
export function inProcess(
  name: string,
  open: (input: DoorInput) => Door,
  create: (options: GatewayOptions) => Gateway = createGateway,
): ContractTarget {
  return {
    name,
    async start(seed, environment) {
      const data = await makeDataDirectory(seed);
      const options = optionsOf(environment, data);
      const gateway = create(options);
      await gateway.ready;
      const door = open({ gateway, options });
      const { url } = door;
      return {
        url,
        data,
        call: door.call ?? ((path, init) => fetch(`${url}${path}`, withoutRedirects(init))),
        async stop() {
          await gateway.close();
          await door.stop?.();
          data.remove();
        },
      };
    },
  };
}

export function withoutRedirects(init: RequestInit = {}): RequestInit {
  return { redirect: "manual", ...init };
}

/** The options that a process with this environment would have. */
function optionsOf(environment: Environment, data: DataDirectory) {
  const read = readOptions({ ...environment, DATA_DIR: data.path, PROXY_PORT: "0" });
  if (!read.ok) throw new Error(read.failure.join("\n"));
  return { ...read.value, stopTimeoutMs: 0 };
}
