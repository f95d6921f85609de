/** What the gateway wrote down about its attempts. */
import type { RunningGateway } from "./start-gateway.ts";

export interface AttemptRow {
  readonly attempt: number;
  readonly account_id: string;
  readonly status_code: number | null;
  readonly outcome: string;
  readonly error_message: string | null;
  readonly output_tokens: number | null;
}

/** How long rows may take to come, milliseconds. */
const longestWaitMs = 2_000;

/** Waits until there are `count` rows, oldest first. Rejects when the time is up. */
export async function waitForAttempts(
  { data }: RunningGateway,
  count: number,
): Promise<readonly AttemptRow[]> {
  const deadline = performance.now() + longestWaitMs;
  for (;;) {
    const rows = data.rows<AttemptRow>("SELECT * FROM codegate_attempts ORDER BY rowid");
    if (rows.length >= count) return rows;
    if (performance.now() > deadline) {
      throw new Error(`waited for ${count} attempts, ${rows.length} came`);
    }
    await Bun.sleep(5);
  }
}

/** Stops the gateway once `count` rows came, so that a row too many would show as well. */
export async function allAttempts(
  running: RunningGateway,
  count: number,
): Promise<readonly AttemptRow[]> {
  await waitForAttempts(running, count);
  await running.gateway.close();
  return waitForAttempts(running, count);
}

/** The outcomes of all attempts, oldest first; the gateway is stopped for it. */
export async function outcomes(running: RunningGateway, count: number): Promise<string[]> {
  return (await allAttempts(running, count)).map(({ outcome }) => outcome);
}
