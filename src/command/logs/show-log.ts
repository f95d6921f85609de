/** `codegate logs show ID`: one request with its calls, its route, its cost and its bodies. */
import { parseTimestamp } from "../../store/timestamp.ts";
import { success, type Result } from "../../base/result.ts";
import { allTimes, findKept, type FoundBodies, type TimeSpan } from "../../bodies/read-kept.ts";
import { oneLine } from "../../process/logger.ts";
import { findLog, readAttempts, type AttemptLine, type LogLine } from "../../store/read-logs.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { requireStore } from "../find-store.ts";
import { duration } from "../terminal/phrases.ts";
import type { Output } from "../terminal/terminal.ts";
import { errorText } from "./error-text.ts";
import { openKept } from "./kept-source.ts";
import { cost, costText, logJson } from "./list-logs.ts";

export const showAction: Action = {
  name: "show",
  operands: ["ID"],
  flags: [
    { name: "request", help: "Only the request's body, byte by byte as the provider was sent it" },
    { name: "response", help: "Only the answer's body, as the provider sent it" },
    { name: "json", help: "One JSON object for programs" },
  ],
  summary: "Show one request: its calls, route, cost and bodies",
  details: [
    "ID is the id in the log, which the client was told as x-codegate-request-id, or its last digits.",
    "Bodies are there while the setting detailed_request_logging was true and they are not too old; what guardrails have masked is masked in them.",
  ],
  examples: ["logs show 3f2a9c1e", "logs show 3f2a9c1e --request | jq .messages"],
  run(words, rooms) {
    const { terminal, place, program } = rooms;
    const there = requireStore(place, program);
    if (!there.ok) return complain(terminal, there.failure);
    const shown = readShown(words.operands[0] ?? "", rooms);
    if (!shown.ok) return complain(terminal, shown.failure);
    return show(shown.value, words, rooms);
  },
};

interface Shown {
  readonly line: LogLine;
  readonly attempts: readonly AttemptLine[];
  readonly bodies: FoundBodies | null;
}

function readShown(id: string, rooms: CommandRooms): Result<Shown, string> {
  const line = findLog(rooms.place, id);
  if (!line.ok) return line;
  const attempts = readAttempts(rooms.place, line.value.id);
  if (!attempts.ok) return attempts;
  const kept = openKept(rooms);
  const bodies = kept.ok ? findKept(kept.value, line.value.id, spanOf(line.value)) : null;
  return success({ line: line.value, attempts: attempts.value, bodies });
}

/** When a request of the log can have come: its row says when it ended, to the second. */
export function spanOf({ timestamp, latencyMs }: LogLine): TimeSpan {
  const end = parseTimestamp(timestamp);
  if (end === null || latencyMs === null) return allTimes;
  return { from: end - latencyMs - toleranceMs, to: end + toleranceMs };
}

const toleranceMs = 5_000;

function show(shown: Shown, words: ParsedWords, { terminal }: CommandRooms): number {
  const { out } = terminal;
  const { line, attempts, bodies } = shown;
  if (words.has("request") || words.has("response")) {
    const body = words.has("request") ? bodies?.request : bodies?.response;
    if (body === undefined || body === null) return complain(terminal, notKept);
    out.line(body.toString());
    return exitCodes.done;
  }
  if (words.has("json")) {
    const kept = { request: textOf(bodies?.request), response: textOf(bodies?.response) };
    const all = { ...(logJson(line) as object), attempts: attempts.map(attemptJson), ...kept };
    out.line(JSON.stringify(all, null, 2));
    return exitCodes.done;
  }
  showFacts(line, out);
  for (const attempt of attempts) showAttempt(attempt, out);
  if (bodies === null) out.line(`\n${notKept}`);
  else showBodies(bodies, out);
  return exitCodes.done;
}

const notKept = "Its bodies were not kept, or are not any more.";

function showFacts(line: LogLine, out: Output): void {
  const asked = line.model ?? "?";
  const model =
    line.routedModel === null || line.routedModel === asked
      ? asked
      : `${asked} as ${line.routedModel}`;
  const took = line.latencyMs === null ? "" : `, took ${duration(line.latencyMs)}`;
  out.line(`${line.id}  ${line.path ?? ""}  ${line.isStream ? "streamed" : "whole"}`);
  out.line(`ended ${line.timestamp} UTC${took}`);
  out.line(
    `${oneLine(model)} at ${oneLine(line.account ?? "nobody")}: status ${line.status ?? "?"}`,
  );
  out.line(`cost ${costText(line)}`);
  if (line.error !== null) out.line(oneLine(errorText(line.error)));
}

function showAttempt(attempt: AttemptLine, out: Output): void {
  const { number, account, outcome, status, latencyMs, firstContentMs, route, error } = attempt;
  const first = firstContentMs === null ? "" : `, first content after ${duration(firstContentMs)}`;
  const took = latencyMs === null ? "" : `, took ${duration(latencyMs)}${first}`;
  const whom = account === null ? "" : ` to ${oneLine(account)}`;
  out.line(`\ncall ${number}${whom}: ${outcome}${status === null ? "" : ` (${status})`}${took}`);
  const { input, cacheRead, cacheWrite, output, costUsd, isLeast } = attempt;
  out.line(
    `  tokens: ${known(input)} in, ${known(cacheRead)} read from cache, ` +
      `${known(cacheWrite)} written to it, ${known(output)} out; ` +
      `${isLeast ? "at least " : ""}${cost(costUsd)}`,
  );
  if (route !== null) out.line(`  route: ${oneLine(route)}`);
  if (error !== null) out.line(`  ${oneLine(error)}`);
}

function known(tokens: number | null): string {
  return tokens === null ? "?" : String(tokens);
}

function attemptJson(attempt: AttemptLine): unknown {
  return {
    number: attempt.number,
    account_id: attempt.accountId,
    account: attempt.account,
    model: attempt.model,
    outcome: attempt.outcome,
    status: attempt.status,
    latency_ms: attempt.latencyMs,
    first_content_ms: attempt.firstContentMs,
    input_tokens: attempt.input,
    cache_read_tokens: attempt.cacheRead,
    cache_write_tokens: attempt.cacheWrite,
    output_tokens: attempt.output,
    cost_usd: attempt.costUsd,
    cost_is_least: attempt.isLeast,
    route: attempt.route,
    error: attempt.error,
  };
}

function showBodies({ facts, request, response }: FoundBodies, out: Output): void {
  out.line(`\nrequest (${facts.dialect}, ${request.length} bytes):`);
  out.line(laidOut(request));
  if (response === null) return out.line("\nno answer was kept");
  out.line(`\nanswer (${response.length} bytes):`);
  out.line(laidOut(response));
}

/** JSON with line breaks, for people; anything else as it is. */
function laidOut(body: Buffer): string {
  const text = body.toString();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function textOf(body: Buffer | null | undefined): string | null {
  return body?.toString() ?? null;
}
