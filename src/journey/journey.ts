/** The way of every request: who asks and for what decides which station answers. */
import { checkOrigin } from "../admit/admit.ts";
import { meantPath } from "../admit/find-endpoint.ts";
import { crossOriginHeaders, preflightHeaders } from "../admit/cross-origin.ts";
import type { Socket } from "../admit/is-local-peer.ts";
import { limits } from "../base/limits.ts";
import type { Refusal } from "../base/refusal.ts";
import { answerFault } from "./answer-fault.ts";
import { arrive, type Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";
import { serveAccounts, serveWake } from "./serve-accounts.ts";
import { serveCacheMisses } from "./serve-cache-misses.ts";
import { serveGuardTest } from "./serve-guard-test.ts";
import { serveHealth } from "./serve-health.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { serveModel } from "./serve-model.ts";
import { serveModels } from "./serve-models.ts";
import { serveResponse } from "./serve-response.ts";
import { turnAway } from "./turn-away.ts";

export type Journey = (request: Request, socket?: Socket) => Promise<Response>;

export function createJourney(rooms: Rooms): Journey {
  return async (request, socket) => {
    rooms.afterwards.settle();
    const arrival = arrive(request, socket, rooms.now());
    const stranger = checkOrigin(request.headers, rooms.rules);
    if (stranger !== null) return turnAway(arrival, stranger, rooms);
    let response: Response;
    try {
      response = await serve(arrival, rooms);
    } catch (error) {
      // Whatever it is: nothing is expected here, so that it is a fault to be found in the log.
      response = answerFault(arrival, error, rooms.logger);
    }
    count(arrival, response, rooms);
    return withCrossOrigin(response, request.headers, rooms);
  };
}

/** What a client was told at first: a stream that breaks later has begun with 200. */
function count({ endpoint }: Arrival, { status }: Response, { meters }: Rooms): void {
  if (endpoint.kind !== "model") return;
  const { operation } = endpoint;
  meters.add("codegate_requests_total", { operation, status: String(status) });
}

function serve(arrival: Arrival, rooms: Rooms): Response | Promise<Response> {
  const { endpoint } = arrival;
  switch (endpoint.kind) {
    case "model":
      return rooms.isStopping()
        ? turnAway(arrival, stopping, rooms)
        : serveModel(arrival, endpoint, rooms);
    case "models":
      return serveModels(arrival, endpoint.id, rooms);
    case "response":
      return rooms.isStopping()
        ? turnAway(arrival, stopping, rooms)
        : serveResponse(arrival, endpoint, rooms);
    case "accounts":
      return serveAccounts(arrival, rooms);
    case "wake":
      return rooms.isStopping()
        ? turnAway(arrival, stopping, rooms)
        : serveWake(arrival, endpoint.reference, rooms);
    case "health":
      return serveHealth(rooms);
    case "metrics":
      return serveMetrics(arrival, rooms);
    case "cache_misses":
      return serveCacheMisses(arrival, rooms);
    case "guard_test":
      return serveGuardTest(arrival, rooms);
    case "probe":
      return sayWhoIsHere(arrival);
    case "preflight":
      return preflight(arrival, rooms);
    case "upgrade":
      return turnAway(arrival, noWebSocket, rooms, { upgrade: "HTTP/2.0, HTTP/1.1" });
    case "method_not_allowed":
      return turnAway(arrival, wrongMethod(arrival), rooms, { allow: endpoint.allow });
    case "not_found":
      return turnAway(arrival, notFound(arrival), rooms);
  }
}

/** For people who open the address in a browser; programs look at the status alone. */
function sayWhoIsHere({ request }: Arrival): Response {
  const text =
    "CodeGate runs here, for coding agents. What it does: /health, and on its machine: codegate status\n";
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return new Response(request.method === "HEAD" ? null : text, { headers });
}

function preflight({ request }: Arrival, { rules }: Rooms): Response {
  return new Response(null, { status: 204, headers: preflightHeaders(request.headers, rules) });
}

function withCrossOrigin(response: Response, headers: Headers, { rules }: Rooms): Response {
  if (!headers.has("origin")) return response;
  for (const [name, value] of Object.entries(crossOriginHeaders(headers, rules))) {
    response.headers.set(name, value);
  }
  return response;
}

const stopping: Refusal = {
  kind: "unavailable",
  message: "CodeGate is stopping. Try again in a moment.",
  retryAfterSeconds: limits.stopRetryAfterSeconds,
};

const noWebSocket: Refusal = {
  kind: "upgrade_required",
  message: "CodeGate serves this endpoint over HTTP with server-sent events, not over WebSocket.",
  retryable: false,
};

function wrongMethod({ request, path }: Arrival): Refusal {
  const message = `${path} does not take ${request.method}.`;
  return { kind: "method_not_allowed", message, retryable: false };
}

const forClients =
  "/v1/messages, /v1/messages/count_tokens, /v1/chat/completions, /v1/responses, " +
  "/v1/responses/compact, /v1/responses/input_tokens, /v1/models, /health and /metrics";

const forOwner =
  "/codegate/accounts, /codegate/accounts/NAME/wake, /codegate/cache-misses and " +
  "/codegate/guard/test";

function notFound({ path }: Arrival): Refusal {
  const meant = meantPath(path);
  const hint =
    meant === null
      ? ""
      : ` Did your client mean ${meant}? Its base URL must not end in a slash; with Anthropic's ` +
        "clients it ends before /v1, with OpenAI's in one /v1.";
  const served = path.startsWith("/codegate") ? forOwner : forClients;
  const message = `CodeGate has nothing at ${path}.${hint} It serves ${served}.`;
  return { kind: "not_found", message, retryable: false };
}
