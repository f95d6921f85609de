/** GET and DELETE of a response, and its input items: from what is kept here, or from its provider. */
import { admit, takePlace } from "../admit/admit.ts";
import { settingsFor } from "../admit/caller-settings.ts";
import { isLocalPeer } from "../admit/is-local-peer.ts";
import { deletedResponse, inputItems } from "../answer/kept-response.ts";
import type { Refusal } from "../base/refusal.ts";
import { conversationItems, listItems } from "../state/turn-items.ts";
import type { Arrival } from "./arrive.ts";
import { keeperName } from "./continue-kept.ts";
import { fetchFromKeeper } from "./fetch-from-keeper.ts";
import type { ResponseQuestion } from "./response-question.ts";
import type { ResponseEndpoint, Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

export async function serveResponse(
  arrival: Arrival,
  endpoint: ResponseEndpoint,
  rooms: Rooms,
): Promise<Response> {
  const { request, socket } = arrival;
  const snapshot = rooms.snapshot();
  const isLocal = isLocalPeer(request, socket);
  const who = admit({ headers: request.headers, isLocal, snapshot, rules: rooms.rules });
  const caller = who.ok ? takePlace(who.value, rooms.windows) : who;
  if (!caller.ok) return turnAway(arrival, caller.failure, rooms);
  const question = { arrival, endpoint, caller: caller.value, snapshot };
  const answer = (await answerHere(question, rooms)) ?? (await fetchFromKeeper(question, rooms));
  return answer instanceof Response ? answer : turnAway(arrival, answer, rooms);
}

/** Null = it is not kept here. */
async function answerHere(
  question: ResponseQuestion,
  rooms: Rooms,
): Promise<Response | Refusal | null> {
  const { arrival, endpoint, caller, snapshot } = question;
  if (!settingsFor(caller, snapshot).keepsResponses) return null;
  const { id } = endpoint;
  const name = { caller: keeperName(caller), id };
  const turn = await rooms.keptTurns.findSoon(name);
  if (turn === null) return null;
  if (arrival.request.method === "DELETE") {
    rooms.keptTurns.forget(name);
    return Response.json(deletedResponse(id));
  }
  const query = new URLSearchParams(arrival.query);
  if (endpoint.part === "input_items") {
    const { previous } = turn;
    const before = previous === null ? [] : rooms.keptTurns.chain({ ...name, id: previous });
    const items = [...conversationItems(before ?? []), ...listItems(turn.input)];
    return Response.json(inputItems(items, query));
  }
  return query.get("stream") === "true" ? finished : json(turn.response);
}

const finished: Refusal = {
  kind: "invalid_request",
  message: "This response is finished and cannot be streamed again; ask for it without stream.",
  retryable: false,
};

function json(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}
