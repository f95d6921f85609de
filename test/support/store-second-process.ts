/** The other process of the store's tests. */
import { Database } from "bun:sqlite";
import { silentLogger } from "../../src/base/logger.ts";
import { openStore } from "../../src/store/store.ts";
import { usageRow } from "./store-rows.ts";

const [command = "", path = "", ...words] = process.argv.slice(2);

function open(): Database {
  const database = new Database(path, { readwrite: true, create: true, strict: true });
  database.run("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON");
  return database;
}

async function holdLock(mode: string, milliseconds: number): Promise<void> {
  const database = open();
  database.run(`BEGIN ${mode}`);
  console.log("held");
  await Bun.sleep(milliseconds);
  database.run("COMMIT");
  database.close();
}

/** Prints the number of each row and the time at which it was handed to the store. */
function writeUntilKilled(): void {
  const store = openStore({
    dataDirectory: path,
    accountKey: undefined,
    masterKey: undefined,
    logger: silentLogger,
    clock: { now: () => Date.now() },
  });
  let count = 0;
  setInterval(() => {
    count += 1;
    store.write(usageRow({ id: String(count) }));
    console.log(`${count} ${Date.now()}`);
  }, 5);
}

if (command === "run") open().run(words[0] ?? "");
else if (command === "hold") await holdLock(words[0] ?? "", Number(words[1]));
else writeUntilKilled();
