#!/usr/bin/env bun
/** Command entry: raises Bun's upstream limit, then runs the command. */
import { raiseUpstreamLimit } from "./process/upstream-limit.ts";

raiseUpstreamLimit();
// Nothing heavy may load before the process has been replaced.
const { main } = await import("./main.ts");
await main(process.argv.slice(2));
