import { basename, relative, sep } from "node:path";
import type { Environment } from "./options.ts";

const usualName = "codegate";

export interface ProgramFacts {
  readonly isStandalone: boolean;
  /** Path of the script that runs. */
  readonly script: string;
  readonly workingDirectory: string;
  readonly environment: Environment;
}

/**
 * How a person calls this program, so that a command in a sentence works when it is copied:
 * "codegate" for the single file and the linked command, "bunx codegate" where it is a dependency,
 * else "bun run src/index.ts" or "npm start --" (which hands its words on).
 */
export function programName(facts: ProgramFacts): string {
  const { isStandalone, script, workingDirectory, environment } = facts;
  // Shells store the path of what they start in "_"; a linked script shows its target only.
  if (isStandalone || basename(environment["_"] ?? "") === usualName) return usualName;
  const agent = environment["npm_config_user_agent"] ?? "";
  if (environment["npm_lifecycle_event"] === "serve" && agent.startsWith("npm/")) {
    return "npm start --";
  }
  const path = relative(workingDirectory, script);
  return path.split(sep).includes("node_modules") ? `bunx ${usualName}` : `bun run ${path}`;
}

/** The same for this process. */
export function ownProgramName(): string {
  return programName({
    isStandalone: Bun.isStandaloneExecutable,
    script: process.argv[1] ?? usualName,
    workingDirectory: process.cwd(),
    environment: process.env,
  });
}
