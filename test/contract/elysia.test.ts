// Elysia's router misreads paths and methods, and may touch bodies on their way.
import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { serve } from "../../src/server.ts";
import { startGateway } from "../support/start-gateway.ts";
import { type Door, type DoorInput, inProcess } from "./hosts/in-process.ts";
import { addContractTests } from "./list.ts";

addContractTests(
  inProcess("the gateway's own server", ({ gateway, options }) => {
    const server = serve(gateway, options);
    return { url: server.url.origin, stop: () => server.stop(true) };
  }),
);

type Open = (input: Pick<DoorInput, "gateway">) => Door;

const callingApp: Open = ({ gateway }) =>
  listen(
    new Elysia()
      .get("/own", () => "mine")
      .all("*", ({ request, server }) => gateway.fetch(request, server ?? undefined), {
        parse: "none",
      }),
  );

const mountingApp: Open = ({ gateway }) =>
  listen(new Elysia().get("/own", () => "mine").mount((request) => gateway.fetch(request)));

const apps = {
  "an Elysia app that calls it": callingApp,
  "an Elysia app that mounts it": mountingApp,
};

for (const [name, open] of Object.entries(apps)) {
  addContractTests(inProcess(name, open));

  test(`${name} serves its own routes beside`, async () => {
    await using running = await startGateway({});
    const { url, stop } = open(running);
    try {
      expect(await (await fetch(`${url}/own`)).text()).toBe("mine");
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "ok" });
    } finally {
      await stop?.();
    }
  });
}

interface Listening {
  listen(options: { hostname: string; port: number }): {
    readonly server: { readonly url: URL; stop(now: boolean): Promise<void> } | null;
  };
}

function listen(app: Listening): Door {
  const { server } = app.listen({ hostname: "127.0.0.1", port: 0 });
  if (server === null) throw new Error("Elysia did not listen");
  return { url: server.url.origin, stop: () => server.stop(true) };
}
