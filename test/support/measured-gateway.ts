/** Starts `gateway-host.ts`: load and its measuring in another process than what is measured. */
import { join } from "node:path";
import { startChild } from "./child.ts";
import { makeDataDirectory, type Seed } from "./data-directory.ts";

export interface MeasuredGateway {
  readonly url: string;
  /** Resident memory of the gateway after a collection, megabytes. */
  megabytes(): Promise<number>;
  /** What its buffers hold after a collection, megabytes; not those of Bun's own. */
  bufferMegabytes(): Promise<number>;
  /** The outcomes written down so far, with how often each occurs. */
  outcomes(): Readonly<Record<string, number>>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startMeasured(seed: Seed): Promise<MeasuredGateway> {
  const data = await makeDataDirectory(seed);
  const { child, first } = await startChild(join(import.meta.dir, "gateway-host.ts"), [data.path]);
  return {
    url: first as string,
    async megabytes() {
      return (await child.ask("memory")) as number;
    },
    async bufferMegabytes() {
      return (await child.ask("buffers")) as number;
    },
    outcomes() {
      const rows = data.rows<{ outcome: string; count: number }>(
        "SELECT outcome, count(*) AS count FROM codegate_attempts GROUP BY outcome",
      );
      return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
    },
    async [Symbol.asyncDispose]() {
      await child.stop();
      data.remove();
    },
  };
}
