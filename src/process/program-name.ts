import { realpathSync } from "node:fs";
import { basename, relative, sep } from "node:path";
import type { Environment } from "./options.ts";

const usualName = "codegate";

export interface ProgramFacts {
  readonly isStandalone: boolean;
  /** Path of the program that runs: the single file, or Bun. */
  readonly executable: string;
  /** Path of what a shell starts by that file's name; null = nothing. */
  readonly onPath: string | null;
  /** Path of the script that runs. */
  readonly script: string;
  readonly workingDirectory: string;
  readonly environment: Environment;
}

/**
 * How a person calls this program, so that a command in a sentence works when it is copied:
 * "codegate" for the linked command and a single file that shells find, "dist/codegate" and the like
 * for another one, "bunx codegate" where it is a dependency,
 * else "bun run src/index.ts" or "npm start --" (which hands its words on).
 */
export function programName(facts: ProgramFacts): string {
  const { isStandalone, executable, onPath, script, workingDirectory, environment } = facts;
  if (isStandalone) {
    return onPath === executable ? basename(executable) : pathFrom(workingDirectory, executable);
  }
  // Shells store the path of what they start in "_"; a linked script shows its target only.
  if (basename(environment["_"] ?? "") === usualName) return usualName;
  const agent = environment["npm_config_user_agent"] ?? "";
  if (environment["npm_lifecycle_event"] === "serve" && agent.startsWith("npm/")) {
    return "npm start --";
  }
  const path = relative(workingDirectory, script);
  return path.split(sep).includes("node_modules") ? `bunx ${usualName}` : `bun run ${path}`;
}

/** As a shell takes it: a name alone would be looked for elsewhere. */
function pathFrom(folder: string, path: string): string {
  const near = relative(folder, path);
  if (near.startsWith("..")) return path;
  return near.includes(sep) ? near : `.${sep}${near}`;
}

/** The same for this process. */
export function ownProgramName(): string {
  const isStandalone = Bun.isStandaloneExecutable;
  const found = isStandalone ? Bun.which(basename(process.execPath)) : null;
  return programName({
    isStandalone,
    executable: process.execPath,
    onPath: found === null ? null : realpathSync(found),
    script: process.argv[1] ?? usualName,
    workingDirectory: process.cwd(),
    environment: process.env,
  });
}
