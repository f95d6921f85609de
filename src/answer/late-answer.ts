/** A response that comes after its status and headers can be sent: the same as a stream's events. */
import { jsonOr } from "../base/json-or.ts";
import type { Dialect } from "../base/dialect.ts";
import type { RefusalKind } from "../base/refusal.ts";
import type { LateAnswer } from "../relay/early-stream.ts";
import { commentLines } from "../relay/write-events.ts";
import { isRecord } from "../stream/frame-facts.ts";
import { errorBody } from "./refuse.ts";

const encoder = new TextEncoder();

/** Of no use to anybody in a comment. */
const plainHeaders: ReadonlySet<string> = new Set(["content-type", "cache-control"]);

export interface LateInput {
  readonly response: Response;
  readonly dialect: Dialect;
  readonly requestId: string;
}

/**
 * What its headers would have said stands in comments. A stream follows as it is; everything else
 * has become an error by now, and is told in one event.
 */
export async function lateAnswer({ response, dialect, requestId }: LateInput): Promise<LateAnswer> {
  const lines = [`x-codegate-status: ${response.status}`];
  response.headers.forEach((value, name) => {
    if (!plainHeaders.has(name)) lines.push(`${name}: ${value}`);
  });
  const comments = commentLines(lines);
  const isStream = response.headers.get("content-type")?.includes("text/event-stream") === true;
  if (isStream) return { head: encoder.encode(comments), body: response.body };
  const event = errorEvent(response.status, await response.text(), dialect, requestId);
  return { head: encoder.encode(comments + event), body: null };
}

/** The provider's own words where they have the shape of the dialect, byte for byte. */
function errorEvent(status: number, text: string, dialect: Dialect, requestId: string): string {
  const body = status < 400 ? undefined : jsonOr(text, undefined);
  const error = isRecord(body) ? body["error"] : undefined;
  const isOwnShape = isRecord(error) && typeof error["message"] === "string";
  const told = isOwnShape
    ? text
    : JSON.stringify(
        errorBody({ kind: kindOf(status), message: messageOf(status, body) }, dialect, requestId),
      );
  if (dialect === "openai-chat") return dataEvent(null, told);
  if (dialect === "anthropic-messages") return dataEvent("error", told);
  return dataEvent("error", JSON.stringify(responsesError(jsonOr(told, undefined))));
}

/** The reference has the fields in the event, the provider in `error`: clients read one or other. */
function responsesError(body: unknown): unknown {
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const { code = null, message = "", param = null } = error;
  return { type: "error", sequence_number: 0, code, message, param, error };
}

/** JSON may be written over several lines; each is a line of data then, and all are joined again. */
function dataEvent(name: string | null, json: string): string {
  const data = json
    .trim()
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`);
  return `${name === null ? "" : `event: ${name}\n`}${data.join("")}\n`;
}

function messageOf(status: number, body: unknown): string {
  const outer = isRecord(body) ? body : {};
  const told = [outer["error"], outer["message"], outer["detail"]].find(
    (each) => typeof each === "string" && each !== "",
  );
  if (status < 400) return "The provider sent a whole answer although a stream was asked for.";
  return typeof told === "string" ? told : `The provider answered HTTP ${status}.`;
}

const kinds: ReadonlyMap<number, RefusalKind> = new Map([
  [400, "invalid_request"],
  [401, "authentication"],
  [403, "permission"],
  [404, "not_found"],
  [413, "too_large"],
  [429, "rate_limit"],
  [503, "unavailable"],
  [504, "timeout"],
  [529, "unavailable"],
]);

function kindOf(status: number): RefusalKind {
  return kinds.get(status) ?? (status >= 400 && status < 500 ? "invalid_request" : "bad_gateway");
}
