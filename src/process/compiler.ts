/**
 * How soon Bun's compilers take a function that runs often. A start runs thousands of functions,
 * hardly any of them ever again: compiled for it they cost 2 MB, and the compiler itself 2 more.
 */
import { limits } from "../base/limits.ts";

export function compileLate(): void {
  Bun.unsafe.setJITPolicy(limits.startCompilesLater);
}

/** Once requests can come. */
export function compileAsUsual(): void {
  Bun.unsafe.setJITPolicy(1);
}
