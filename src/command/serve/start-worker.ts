import { workerWord, type FromWorker } from "./worker-words.ts";
import type { WorkerProcess } from "./crew.ts";

export interface WorkerInput {
  readonly seat: number;
  /** The file that is the workers' memory. */
  readonly path: string;
  readonly port: number;
  readonly hear: (word: FromWorker) => void;
}

/** This very program once more, as a worker that is told and heard through a channel. */
export function startWorker({ seat, path, port, hear }: WorkerInput): WorkerProcess {
  const child = Bun.spawn([...ownCommand(), workerWord, String(seat), path], {
    // The port may have been chosen by the system; all of them have to take the same one.
    env: { ...process.env, PROXY_PORT: String(port) },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    ipc: (word) => hear(word as FromWorker),
  });
  return {
    send(word) {
      // One that is ending takes no more words; its exit is noticed by itself.
      if (child.exitCode === null && child.signalCode === null) child.send(word);
    },
    kill: () => child.kill("SIGKILL"),
    exited: child.exited.then((code) => String(child.signalCode ?? `exit code ${code}`)),
  };
}

function ownCommand(): readonly string[] {
  const script = process.argv[1] ?? "";
  return Bun.isStandaloneExecutable
    ? [process.execPath]
    : [process.execPath, ...process.execArgv, script];
}
