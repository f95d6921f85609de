/** Writes the table of fields into `src/README.md`: `bun src/convert/write-field-table.ts`. */
import { join } from "node:path";
import { placeFieldTable } from "./show-field-table.ts";

const readme = Bun.file(join(import.meta.dir, "../README.md"));
await Bun.write(readme, placeFieldTable(await readme.text()));
