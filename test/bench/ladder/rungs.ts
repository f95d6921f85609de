/** The journey cut off after each of its stations; what is left of the way is a plain relay. */
import { admit, checkOrigin, takePlace } from "../../../src/admit/admit.ts";
import { settingsFor } from "../../../src/admit/caller-settings.ts";
import { isLocalPeer, type Socket } from "../../../src/admit/is-local-peer.ts";
import { createLeave } from "../../../src/attempt/leave.ts";
import { arrive, type Arrival } from "../../../src/journey/arrive.ts";
import { askAccounts } from "../../../src/journey/ask-accounts.ts";
import { createJourney } from "../../../src/journey/journey.ts";
import { prepareExchange } from "../../../src/journey/prepare-exchange.ts";
import type { ModelEndpoint, Rooms } from "../../../src/journey/rooms.ts";
import { readBody } from "../../../src/read/read-body.ts";
import { readRequest } from "../../../src/read/read-request.ts";
import { relayWithNatives } from "./natives.ts";

export type Handler = (request: Request, socket: Socket) => Promise<Response>;

export interface Parts {
  readonly upstream: string;
  readonly rooms: Rooms;
}

/**
 * In their order; each does all that those before it do. The first two are not of them: a plain
 * relay that sends a body on while it comes, which costs more than reading it first, and the relay
 * with all that the journey asks of Bun, without any code of its own (`natives.ts`).
 */
export const rungs = [
  "streamed",
  "natives",
  "relay",
  "edge",
  "admit",
  "read",
  "route",
  "ask",
  "relayed",
  "recorded",
] as const;
export type Rung = (typeof rungs)[number];

export function handlerOf(rung: Rung, { upstream, rooms }: Parts): Handler {
  switch (rung) {
    case "streamed":
      return (request) => relay(`${upstream}/v1/messages`, request.body);
    case "natives":
      return relayWithNatives(upstream);
    case "relay":
    case "edge":
    case "admit":
    case "read":
      return async (request, socket) => {
        const before = rung === "relay" ? "/v1/messages" : enter(request, socket, rooms);
        if (rung === "admit" || rung === "read") admitted(request, socket, rooms);
        if (rung !== "read") return relay(upstream + before, await request.arrayBuffer());
        return relay(upstream + before, await read(request, rooms));
      };
    case "route":
      return async (request, socket) => {
        const { exchange, arrival } = await routed(request, socket, rooms);
        return relay(upstream + arrival.path, exchange.request.bytes);
      };
    case "ask":
      return async (request, socket) => {
        const { exchange } = await routed(request, socket, rooms);
        const attempted = await askAccounts(exchange, rooms, createLeave());
        if (attempted.kind !== "answered" || attempted.answer.kind !== "whole") throw new Error();
        return plain(attempted.answer.bytes);
      };
    case "relayed":
    case "recorded":
      return createJourney(rooms);
  }
}

type Body = ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | null;

async function relay(url: string, body: Body): Promise<Response> {
  const headers = { "content-type": "application/json", "anthropic-version": "2023-06-01" };
  const answer = await fetch(url, { method: "POST", headers, body: body as ArrayBuffer });
  return plain(new Uint8Array(await answer.arrayBuffer()));
}

function plain(bytes: Uint8Array): Response {
  const headers = { "content-type": "application/json" };
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
}

function enter(request: Request, socket: Socket, rooms: Rooms): string {
  const { path } = arrive(request, socket, rooms.now());
  if (checkOrigin(request.headers, rooms.rules) !== null) throw new Error("not let in");
  return path;
}

function admitted(request: Request, socket: Socket, rooms: Rooms): void {
  const snapshot = rooms.snapshot();
  const { headers } = request;
  const isLocal = isLocalPeer(request, socket);
  const caller = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!caller.ok || !takePlace(caller.value, rooms.windows).ok) throw new Error("not let in");
  settingsFor(caller.value, snapshot);
}

async function read(request: Request, rooms: Rooms): Promise<Uint8Array> {
  const body = await readBody(request, rooms.requestBodyBytes);
  if (!body.ok) throw new Error(body.failure.message);
  const { bytes } = body.value;
  const asked = readRequest({ operation: "messages", dialect: "anthropic-messages", bytes });
  if (!asked.ok) throw new Error(asked.failure.message);
  return bytes;
}

async function routed(request: Request, socket: Socket, rooms: Rooms) {
  const arrival: Arrival = arrive(request, socket, rooms.now());
  if (checkOrigin(request.headers, rooms.rules) !== null) throw new Error("not let in");
  const prepared = await prepareExchange(arrival, arrival.endpoint as ModelEndpoint, rooms);
  if (!prepared.ok) throw new Error(prepared.failure.message);
  return { arrival, exchange: prepared.value };
}
