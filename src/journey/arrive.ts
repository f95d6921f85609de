import { dialectOfPath, findEndpoint, splitTarget, type Endpoint } from "../admit/find-endpoint.ts";
import type { Socket } from "../admit/is-local-peer.ts";
import type { Dialect } from "../base/dialect.ts";
import { newId } from "../base/new-id.ts";

/** What came in, before anything is known of the caller. */
export interface Arrival {
  /** 32 hex digits; also sent to the client as `x-codegate-request-id`. */
  readonly id: string;
  readonly request: Request;
  readonly socket: Socket | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly path: string;
  /** With its "?", or "". */
  readonly query: string;
  readonly endpoint: Endpoint;
  /** The dialect in which this caller wants to hear errors. */
  readonly dialect: Dialect;
}

export function arrive(request: Request, socket: Socket | undefined, at: number): Arrival {
  const { path, query } = splitTarget(request.url);
  const { method } = request;
  const upgrade = method === "GET" ? request.headers.get("upgrade") : null;
  const endpoint = findEndpoint(method, path, upgrade);
  const dialect =
    endpoint.kind === "model" ? endpoint.dialect : dialectOfPath(path, request.headers);
  return { id: newId(), request, socket, at, path, query, endpoint, dialect };
}
