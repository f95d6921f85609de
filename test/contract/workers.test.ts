// Two processes on one port are one gateway: whichever answers, the contract holds.
import { join } from "node:path";
import { childProcess } from "./hosts/child-process.ts";
import { addContractTests } from "./list.ts";

const entry = join(import.meta.dir, "../../src/index.ts");
const command = [process.execPath, "run", entry, "serve", "--workers", "2"];

if (process.platform === "linux") addContractTests(childProcess("two workers", command));
