/** Runs a client in an empty project with a home of its own, so that nobody's settings matter. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { programOf, type Agent } from "./install.ts";

export interface AgentRun {
  readonly agent: Agent;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Files below its home. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface AgentResult {
  readonly exitCode: number;
  readonly output: string;
  /** What is in the project afterwards. */
  readonly files: Readonly<Record<string, string>>;
}

/** Milliseconds; a client that waits for its user never ends. */
const longestRunMs = 90_000;

export async function runAgent(run: AgentRun): Promise<AgentResult> {
  const root = mkdtempSync(join(tmpdir(), "codegate-agent-"));
  const [home, project] = [join(root, "home"), join(root, "project")];
  for (const folder of [home, project]) mkdirSync(folder);
  for (const [path, text] of Object.entries(run.settings ?? {})) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const child = Bun.spawn([programOf(run.agent), ...run.words], {
    cwd: project,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      TERM: "dumb",
      NO_COLOR: "1",
      ...run.environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // A group of its own: Codex and OpenCode start programs that outlive the one that is killed.
    detached: true,
  });
  const timer = setTimeout(() => killGroup(child.pid), longestRunMs);
  const [out, err, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  clearTimeout(timer);
  const names = readdirSync(project, { withFileTypes: true }).filter((each) => each.isFile());
  const files = names.map(({ name }) => [name, readFileSync(join(project, name), "utf8")] as const);
  rmSync(root, { recursive: true, force: true });
  return { exitCode, output: `${out}\n${err}`, files: Object.fromEntries(files) };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    // It has ended in the meantime.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
