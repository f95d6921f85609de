/** A process of its own for what must not share the event loop of a measuring test. */
import { inTime } from "./bell.ts";

export interface Child {
  /** Sends a question and resolves to its answer; rejects when none comes in ten seconds. */
  ask(question: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

interface Told {
  readonly id: number;
  readonly answer: unknown;
}

const longestWaitMs = 10_000;

/** Runs a script that calls `answerParent`; resolves when it has said its first words. */
export async function startChild(script: string, words: readonly string[]) {
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  const child = Bun.spawn([process.execPath, script, ...words], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      BUN_CONFIG_MAX_HTTP_REQUESTS: "1024",
    },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    ipc: ({ id, answer }: Told) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    },
  });
  const describe = () => `an answer of ${script}`;
  const hear = (id: number): Promise<unknown> => {
    const told = new Promise((resolve) => {
      waiting.set(id, resolve);
    });
    return inTime(told, { timeoutMs: longestWaitMs, describe });
  };
  const handle: Child = {
    ask(question) {
      const id = ++lastId;
      const answer = hear(id);
      child.send({ id, question });
      return answer;
    },
    async stop() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
  return { child: handle, first: await hear(0) };
}

/** The child's side: its first words, and how it answers a question. */
export function answerParent(first: unknown, answer: (question: unknown) => unknown): void {
  // Whoever started it may have been killed.
  process.on("disconnect", () => process.exit());
  process.on("message", async ({ id, question }: { id: number; question: unknown }) => {
    process.send?.({ id, answer: await answer(question) } satisfies Told);
  });
  process.send?.({ id: 0, answer: first } satisfies Told);
}

/** Milliseconds since the epoch, finely: comparable between processes of one machine. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
