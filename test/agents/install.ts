/** The real clients, from npm, in a folder of their own: they are large, and no part of the project. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const packages = {
  claude: "@anthropic-ai/claude-code@2.1.330",
  codex: "@openai/codex@0.169.0",
  opencode: "opencode-ai@1.18.33",
  pi: "@mariozechner/pi-coding-agent@0.73.1",
  qwen: "@qwen-code/qwen-code@0.24.4",
} as const;

export type Agent = keyof typeof packages;

/** Seconds; a slow registry must not hold up the tests for ever. */
const installSeconds = 180;

const folder = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "codegate-agents",
  Bun.hash(JSON.stringify(packages)).toString(36),
);

/** Why the clients cannot be used here; null = they can. */
export const missing: string | null = install();

/** Where a client's program is. */
export function programOf(agent: Agent): string {
  return join(folder, "node_modules", ".bin", agent);
}

function install(): string | null {
  const isThere = (agent: Agent) => existsSync(programOf(agent));
  const agents = Object.keys(packages) as Agent[];
  if (agents.every(isThere)) return null;
  const words = ["install", "--prefix", folder, "--no-audit", "--no-fund"];
  const run = Bun.spawnSync(["npm", ...words, ...Object.values(packages)], {
    timeout: installSeconds * 1_000,
    stdout: "ignore",
    stderr: "pipe",
  });
  if (run.success && agents.every(isThere)) return null;
  const last = run.stderr.toString().trim().split("\n").at(-1);
  return `the agents could not be installed from npm: ${last ?? "no reason given"}`;
}
