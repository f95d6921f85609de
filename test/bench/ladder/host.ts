/** Serves one rung of the ladder in a process of its own. Words: rung, upstream, data directory. */
import { Elysia } from "elysia";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { readEndpoints } from "../../../src/custody/open-custody.ts";
import { makeRooms, placeOf } from "../../../src/make-rooms.ts";
import { readOptions } from "../../../src/process/options.ts";
import { openStore } from "../../../src/store/store.ts";
import { answerParent } from "../../support/child.ts";
import { handlerOf, type Rung } from "./rungs.ts";

const [rung = "relay", upstream = "", dataDirectory = ""] = process.argv.slice(2);
const options = readOptions({ DATA_DIR: dataDirectory });
const endpoints = readEndpoints(null);
if (!options.ok || !endpoints.ok) throw new Error("the environment cannot be used");
const logger = silentLogger;
const place = placeOf(options.value);
const opened = openStore({ ...place, logger, clock: systemClock, ownsThread: true });
const store = rung === "recorded" ? opened : { ...opened, write: () => undefined };
const rooms = makeRooms({
  options: options.value,
  endpoints: endpoints.value,
  store,
  logger,
  peers: undefined,
  isStopping: () => false,
});
const handler = handlerOf(rung as Rung, { upstream, rooms });

function serve(): URL {
  const settings = { hostname: "127.0.0.1", port: 0, development: false, idleTimeout: 0 };
  if (rung === "relay" || rung === "streamed")
    return Bun.serve({ ...settings, fetch: handler }).url;
  const app = new Elysia();
  app.wrap((() => (request: Request) => handler(request, app.server as never)) as never);
  app.listen({ ...settings, reusePort: false });
  if (app.server === null) throw new Error("Elysia did not start a server");
  return app.server.url;
}

answerParent({ url: serve().href.replace(/\/$/, ""), pid: process.pid }, () => null);
