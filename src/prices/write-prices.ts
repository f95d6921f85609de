/**
 * Development tool: writes `prices.json` from the price package that `package.json` pins.
 * `bun run src/prices/write-prices.ts [day]`; the day is the version, today when left out.
 */
import project from "../../package.json" with { type: "json" };
import { makeTable, printTable } from "./source/make-table.ts";

const day = process.argv[2] ?? new Date().toISOString().slice(0, 10);
const table = makeTable(day, project.devDependencies["@pydantic/genai-prices"]);
const path = Bun.fileURLToPath(new URL("prices.json", import.meta.url));
await Bun.write(path, printTable(table));
const formatter = Bun.spawn([process.execPath, "fmt", path], { stdout: "ignore" });
if ((await formatter.exited) !== 0) throw new Error("bun fmt failed");
const counts = Object.entries(table.providers).map(([id, models]) => `${id} ${models.length}`);
console.log(`prices of ${day}: ${counts.join(", ")}`);
