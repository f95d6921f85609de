/**
 * A script: a gateway that has answered, and then tried a text. Prints twice how many files of each
 * room are loaded. Words: the data directory.
 */
import { sep } from "node:path";
import { createGateway } from "../../src/gateway.ts";

const [dataDirectory = ""] = process.argv.slice(2);
const gateway = createGateway({ dataDirectory });
await gateway.ready;
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: gateway.fetch });

function loadedRooms(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of Object.keys(require.cache)) {
    const [, inside] = path.split(`${sep}src${sep}`);
    const [room, ...rest] = inside?.split(sep) ?? [];
    if (room !== undefined && rest.length > 0) counts[room] = (counts[room] ?? 0) + 1;
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
