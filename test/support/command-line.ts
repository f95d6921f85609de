/** The real entry as a child process, in a data directory of its own. */
import type { Subprocess } from "bun";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBell, inTime, waitUntil } from "./bell.ts";

const entry = join(import.meta.dir, "../../src/index.ts");

/** How long one command may take, milliseconds: a tenth of a second here. */
const commandWaitMs = 8_000;

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export interface RunOptions {
  /** What is piped in; nothing, at once ended, without it. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CommandLine {
  /** HOME, beside DATA_DIR. */
  readonly home: string;
  /** DATA_DIR, which does not exist until something is stored. */
  readonly directory: string;
  /** Runs `codegate WORDS...` without a terminal. */
  run(words: readonly string[], options?: RunOptions): Promise<Finished>;
  /** The same, and its stdout; throws unless it succeeds. */
  out(...words: readonly string[]): Promise<string>;
  /** The same on a pseudo-terminal. */
  type(words: readonly string[], environment?: RunOptions["environment"]): TypedCommand;
  [Symbol.dispose](): void;
}

/** A command on a pseudo-terminal of 80 columns. */
export interface TypedCommand {
  /** Everything on the screen so far. */
  readonly screen: () => string;
  /** Resolves once the screen ends with this text. */
  waitFor(text: string): Promise<void>;
  write(keys: string): void;
  /** Its exit code. */
  finished(): Promise<number | null>;
}

export function createCommandLine(): CommandLine {
  const place = mkdtempSync(join(tmpdir(), "codegate-command-"));
  const directory = join(place, "data");
  const running = new Set<Subprocess>();
  const environmentOf = (extra: RunOptions["environment"] = {}) => ({
    PATH: process.env["PATH"] ?? "",
    HOME: place,
    TERM: "xterm",
    DATA_DIR: directory,
    // Set, so that the process does not have to replace itself at its start.
    BUN_CONFIG_MAX_HTTP_REQUESTS: "1024",
    ...extra,
  });

  async function run(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const child = Bun.spawn([process.execPath, "run", entry, ...words], {
      env: environmentOf(options.environment),
      stdin: new Blob([options.input ?? ""]),
      stdout: "pipe",
      stderr: "pipe",
    });
    running.add(child);
    const texts = Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    const code = await inTime(child.exited, {
      timeoutMs: commandWaitMs,
      describe: () => `codegate ${words.join(" ")}`,
    });
    running.delete(child);
    const [out, error] = await texts;
    return { code, out, error };
  }

  return {
    home: place,
    directory,
    run,
    async out(...words) {
      const { code, out, error } = await run(words);
      if (code !== 0) throw new Error(`codegate ${words.join(" ")} ended with ${code}: ${error}`);
      return out;
    },
    type(words, environment) {
      const { child, command } = startTyping([process.execPath, "run", entry, ...words], {
        environment: environmentOf(environment),
      });
      running.add(child);
      return command;
    },
    [Symbol.dispose]() {
      for (const child of running) child.kill("SIGKILL");
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function startTyping(command: readonly string[], { environment }: Pick<RunOptions, "environment">) {
  const bell = createBell();
  const decoder = new TextDecoder();
  let screen = "";
  const child = Bun.spawn([...command], {
    env: { ...environment },
    terminal: {
      cols: 80,
      rows: 24,
      data(_terminal, bytes) {
        screen += decoder.decode(bytes, { stream: true });
        bell.ring();
      },
    },
  });
  const typed: TypedCommand = {
    screen: () => screen,
    waitFor: (text) =>
      waitUntil(bell, () => screen.endsWith(text), {
        timeoutMs: commandWaitMs,
        describe: () => `${JSON.stringify(text)} at the end of ${JSON.stringify(screen)}`,
      }),
    write: (keys) => {
      child.terminal?.write(keys);
    },
    finished: () =>
      inTime(child.exited, {
        timeoutMs: commandWaitMs,
        describe: () => `the end of ${JSON.stringify(screen)}`,
      }),
  };
  return { child, command: typed };
}
