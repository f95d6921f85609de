/** What the gateway's own readers make of an answer's bytes, as a bill. */
import { openWhole } from "../../src/attempt/open-whole.ts";
import type { Dialect } from "../../src/base/dialect.ts";
import type { Served } from "../../src/base/served.ts";
import { unknownUsage, type Usage } from "../../src/base/usage.ts";
import { billAnswer, type Bill } from "../../src/prices/bill-answer.ts";
import { watchStream } from "../../src/stream/watch-stream.ts";
import { readServed } from "../../src/usage/read-served.ts";
import { readUsage, readUsages } from "../../src/usage/read-usage.ts";

/** A Sunday at noon UTC: no price of the table has other rates at that hour. */
export const billedAt = Date.UTC(2026, 10, 22, 12);

export interface Counted {
  readonly usage: Usage;
  readonly served: Served;
}

export async function countWhole(dialect: Dialect, bytes: Uint8Array): Promise<Counted> {
  const response = new Response(bytes as Uint8Array<ArrayBuffer>);
  const input = { response, dialect, isStream: false, takesEither: true, abort: () => undefined };
  const opened = await openWhole(input, { idleTimeoutMs: 1_000, firstContentTimeoutMs: 1_000 });
  if (!opened.ok || opened.value.kind !== "whole") throw new Error("this is no whole answer");
  const { usage, served } = opened.value;
  return { usage: readUsage(dialect, usage) ?? unknownUsage, served };
}

export function countStream(dialect: Dialect, bytes: Uint8Array): Counted {
  const watcher = watchStream(dialect);
  watcher.feed(bytes);
  watcher.finish();
  const usage = readUsages(dialect, watcher.seen.usages) ?? unknownUsage;
  return { usage, served: readServed({ dialect, ...watcher.seen }) };
}

export interface Asked {
  readonly provider: string;
  readonly model?: string;
  readonly isComplete?: boolean;
}

export function billOf(counted: Counted, asked: Asked): Bill {
  return billAnswer({
    account: { provider: asked.provider },
    model: asked.model ?? counted.served.model ?? "",
    ...counted,
    isComplete: asked.isComplete ?? true,
    at: billedAt,
  });
}
