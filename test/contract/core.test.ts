// The gateway as a function, called with nothing but a Request, could rely on what a server gives.
import { inProcess } from "./hosts/in-process.ts";
import { addContractTests } from "./list.ts";

addContractTests(
  inProcess("gateway.fetch", ({ gateway }) => ({
    url: null,
    call: (path, init) => gateway.fetch(new Request(`http://127.0.0.1:9212${path}`, init)),
  })),
);
