/**
 * A script: a gateway that has answered, and then tried a text. Prints twice how many files of each
 * room and package are loaded. Words: the data directory.
 */
import { createGateway } from "../../src/gateway.ts";

const [dataDirectory = ""] = process.argv.slice(2);
const gateway = createGateway({ dataDirectory });
await gateway.ready;
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: gateway.fetch });

/** `src/guard/guard.ts` is of the room "guard", a file of a package of its name. */
const placeOfFile = /[\\/](?:src|node_modules)[\\/]([^\\/]+)[\\/][^]+/;

function loadedRooms(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of Object.keys(require.cache)) {
    const [, room] = placeOfFile.exec(path) ?? [];
    if (room !== undefined) counts[room] = (counts[room] ?? 0) + 1;
  }
  return counts;
}

const answers = [(await fetch(new URL("/health", server.url))).status];
const atStart = loadedRooms();
const body = JSON.stringify({ text: "Write to jane.doe@example.org" });
answers.push(
  (await fetch(new URL("/codegate/guard/test", server.url), { method: "POST", body })).status,
);
console.log(JSON.stringify({ answers, atStart, later: loadedRooms() }));
await server.stop(true);
await gateway.close();
process.exit();
