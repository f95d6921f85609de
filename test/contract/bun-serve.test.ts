// Bun.serve could hand requests over differently than the gateway's own server does.
import { inProcess } from "./hosts/in-process.ts";
import { addContractTests } from "./list.ts";

addContractTests(
  inProcess("Bun.serve", ({ gateway }) => {
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      development: false,
      fetch: gateway.fetch,
    });
    return { url: server.url.origin, stop: () => server.stop(true) };
  }),
);
