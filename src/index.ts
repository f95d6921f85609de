#!/usr/bin/env bun
/** Command entry: gives Bun its settings, then runs the command. */
import { applyRuntimeSettings } from "./process/runtime-settings.ts";

applyRuntimeSettings();
// Nothing heavy may load before the process has been replaced.
const { main } = await import("./main.ts");
await main(process.argv.slice(2));
