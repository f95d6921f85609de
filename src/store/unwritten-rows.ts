import { jsonOr } from "../base/json-or.ts";
import type { LastingRow } from "./rows.ts";

/** Fields of each kind of row, so that a file of an older release can be read back. */
const fields = {
  usage:
    "id at accountId configId tenantId tier originalModel routedModel inputTokens outputTokens cacheReadTokens cacheWriteTokens costUsd",
  request_logs:
    "id at method path inboundFormat accountId accountName provider originalModel routedModel statusCode inputTokens outputTokens latencyMs isStream isFailover errorMessage requestBody responseBody tenantId",
  codegate_attempts:
    "id requestId attempt at accountId tenantId configId dialect originalModel routedModel isStream statusCode outcome latencyMs firstContentMs inputTokens cacheReadTokens cacheWrite5mTokens cacheWrite1hTokens outputTokens reasoningTokens costUsd priceVersion errorMessage route servedModel serviceTier longPromptAbove serverTools otherUsage isComplete costIsLeast costKind caller conversation warnings",
  codegate_cache_misses:
    "id requestId at caller conversation accountId model reason explanation providerReason expectedTokens readTokens costUsd",
  codegate_conversation_spend: "id at usd tokens partlyKnown",
  "account-success": "accountId at",
  "account-failure": "accountId at status error",
} as const satisfies Record<LastingRow["table"], string>;

/** One row per line, as JSON. */
export function formatUnwritten(rows: readonly LastingRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export interface UnwrittenRows {
  readonly rows: readonly LastingRow[];
  /** Lines that hold no row, for example one cut off by a full disk. */
  readonly damagedLines: number;
}

export function parseUnwritten(text: string): UnwrittenRows {
  const rows: LastingRow[] = [];
  let damagedLines = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const row = parseRow(line);
    if (row === null) damagedLines += 1;
    else rows.push(row);
  }
  return { rows, damagedLines };
}

function parseRow(line: string): LastingRow | null {
  const found = parseObject(line);
  const table = found?.["table"];
  if (found === null || !isTable(table)) return null;
  const { at, id, accountId } = found;
  if (typeof at !== "number" || Math.abs(at) > 8.64e15) return null;
  if (typeof (table.startsWith("account-") ? accountId : id) !== "string") return null;
  const row: Record<string, unknown> = { table };
  for (const field of fields[table].split(" ")) row[field] = scalarOf(found[field]);
  // oxlint-disable-next-line no-unsafe-type-assertion -- every field was set from the list above
  return row as unknown as LastingRow;
}

function isTable(value: unknown): value is LastingRow["table"] {
  return typeof value === "string" && Object.hasOwn(fields, value);
}

/** What SQLite can bind. */
function scalarOf(value: unknown): string | number | boolean | null {
  const isScalar =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar ? value : null;
}

function parseObject(line: string): Record<string, unknown> | null {
  const value = jsonOr(line, null);
  return typeof value === "object" && value !== null ? { ...value } : null;
}
