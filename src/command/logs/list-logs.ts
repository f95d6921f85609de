/** `codegate logs list`: the newest requests of the log. */
import { failed, success, type Result } from "../../base/result.ts";
import { oneLine } from "../../process/logger.ts";
import { findTenantId, readLogs, type LogLine } from "../../store/read-logs.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { requireStore } from "../find-store.ts";
import { duration } from "../terminal/phrases.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";
import { errorText } from "./error-text.ts";
import { hintAtLogging } from "./hint-at-logging.ts";
import { parseSpan, timeFlags } from "./time-span.ts";

export const listAction: Action = {
  name: "list",
  operands: [],
  flags: [
    ...timeFlags,
    { name: "model", value: "NAME", help: "Only models with this in their name" },
    { name: "tenant", value: "NAME", help: "Only this tenant's" },
    { name: "failed", help: "Only requests whose client was told an error" },
    { name: "limit", value: "NUMBER", help: "How many, 20 when left out" },
    { name: "json", help: "One JSON array for programs" },
  ],
  summary: "List logged requests, the newest first",
  details: [
    "Requests are logged while request_logging is true (see: settings).",
    "Times are UTC, and those at which requests ended.",
  ],
  examples: ["logs", "logs list --failed --since 2h", "logs list --model opus --limit 100 --json"],
  run(words, rooms) {
    const { terminal, place, program } = rooms;
    const there = requireStore(place, program);
    if (!there.ok) return complain(terminal, there.failure);
    const limit = parseLimit(words.value("limit"));
    if (!limit.ok) return complain(terminal, limit.failure, exitCodes.misused);
    const read = readMatching(words, rooms, limit.value);
    if (!read.ok) return complain(terminal, read.failure);
    if (words.has("json")) terminal.out.line(JSON.stringify(read.value.map(logJson), null, 2));
    else if (read.value.length > 0) showLogs(read.value, rooms);
    else {
      terminal.out.line("No request is in the log that fits.");
      const hint = hintAtLogging(words, rooms);
      if (hint !== null) terminal.out.line(hint);
    }
    return exitCodes.done;
  },
};

function readMatching(
  words: ParsedWords,
  { place, now }: CommandRooms,
  most: number,
): Result<readonly LogLine[], string> {
  const span = parseSpan(words, now());
  if (!span.ok) return span;
  const name = words.value("tenant");
  const tenant = name === undefined ? success(undefined) : findTenantId(place, name);
  if (!tenant.ok) return tenant;
  return readLogs(place, {
    ...span.value,
    model: words.value("model"),
    tenantId: tenant.value,
    onlyFailed: words.has("failed"),
    most,
  });
}

const mostListed = 10_000;

function parseLimit(given = "20"): Result<number, string> {
  const number = Number(given);
  return /^\d+$/.test(given) && number >= 1 && number <= mostListed
    ? success(number)
    : failed(`--limit is a number from 1 to ${mostListed}.`);
}

const columns: readonly Column[] = [
  { title: "ENDED (UTC)" },
  { title: "ID" },
  { title: "STATUS", isNumber: true },
  { title: "MODEL", canShrink: true },
  { title: "ACCOUNT", canShrink: true },
  { title: "IN", isNumber: true },
  { title: "OUT", isNumber: true },
  { title: "TOOK", isNumber: true },
  { title: "COST", isNumber: true },
];

function showLogs(lines: readonly LogLine[], { terminal: { out }, program }: CommandRooms): void {
  writeTable(out, columns, lines.map(rowOf));
  out.line(`One of them with its bodies: ${program} logs show ID`);
}

/** Last digits of an id that are shown: enough to find it again. */
const shownId = 8;

function rowOf(line: LogLine): Row {
  const hasFailed = (line.status ?? 0) >= 400;
  const model = line.routedModel ?? line.model ?? "";
  return {
    cells: [
      { text: line.timestamp },
      { text: line.id.slice(-shownId) },
      { text: String(line.status ?? ""), ...(hasFailed ? { style: "red" as const } : {}) },
      { text: oneLine(model) },
      { text: oneLine(line.account ?? "nobody") + (line.isFailover ? " (failover)" : "") },
      { text: String(line.inputTokens ?? "") },
      { text: String(line.outputTokens ?? "") },
      { text: line.latencyMs === null ? "" : duration(line.latencyMs) },
      { text: costText(line) },
    ],
    notes:
      hasFailed && line.error !== null ? [oneLine(errorText(line.error)).slice(0, shownError)] : [],
  };
}

const shownError = 200;

/** "?" for what is not known. */
export function cost(usd: number | null): string {
  return usd === null ? "?" : `$${usd.toFixed(usd !== 0 && usd < 0.01 ? 5 : 3)}`;
}

/** Of a request: "at least" where a part is not known. */
export function costText({ costUsd, isLeast }: Pick<LogLine, "costUsd" | "isLeast">): string {
  return `${isLeast && costUsd !== null ? "at least " : ""}${cost(costUsd)}`;
}

export function logJson(line: LogLine): unknown {
  return {
    id: line.id,
    ended_at: line.timestamp,
    path: line.path,
    status: line.status,
    model: line.model,
    routed_model: line.routedModel,
    account: line.account,
    provider: line.provider,
    tenant_id: line.tenantId,
    is_stream: line.isStream,
    is_failover: line.isFailover,
    input_tokens: line.inputTokens,
    output_tokens: line.outputTokens,
    latency_ms: line.latencyMs,
    cost_usd: line.costUsd,
    cost_is_least: line.isLeast,
    error: line.error,
  };
}
