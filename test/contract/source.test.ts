// As a process of its own the gateway reads its environment, replaces itself and listens.
import { join } from "node:path";
import { childProcess } from "./hosts/child-process.ts";
import { addContractTests } from "./list.ts";

const entry = join(import.meta.dir, "../../src/index.ts");

addContractTests(childProcess("bun run src/index.ts", [process.execPath, "run", entry]));
