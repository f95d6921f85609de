// An embedder's own routes and the gateway's could get in each other's way.
import { createGateway } from "codegate";
import { expect, test } from "bun:test";
import { makeDataDirectory } from "../support/data-directory.ts";
import { type Door, type DoorInput, inProcess } from "./hosts/in-process.ts";
import { addContractTests } from "./list.ts";

/** Somebody's server as it may be: own routes, own fallback, Bun's defaults for the rest. */
function openHost({ gateway }: Pick<DoorInput, "gateway">): Door {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    routes: {
      "/own": new Response("mine"),
      "/own/:name": (request) => Response.json({ name: request.params.name }),
    },
    fetch: (request, host) => gateway.fetch(request, host),
  });
  return { url: server.url.origin, stop: () => server.stop(true) };
}

addContractTests(inProcess("a server of somebody else's", openHost, createGateway));

test("own routes and the gateway's are served side by side", async () => {
  await using data = await disposableData();
  const gateway = createGateway({ dataDirectory: data.path, port: 0, stopTimeoutMs: 0 });
  const host = openHost({ gateway });
  try {
    expect(await (await fetch(`${host.url}/own`)).text()).toBe("mine");
    expect(await (await fetch(`${host.url}/own/page`)).json()).toEqual({ name: "page" });
    expect(await (await fetch(`${host.url}/health`)).json()).toMatchObject({ status: "ok" });
    expect((await fetch(`${host.url}/owned`)).status).toBe(404);
  } finally {
    await gateway.close();
    await host.stop?.();
  }
});

async function disposableData() {
  const data = await makeDataDirectory();
  return { path: data.path, [Symbol.asyncDispose]: async () => data.remove() };
}
