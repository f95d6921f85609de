import { admit } from "../admit/admit.ts";
import { isLocalPeer } from "../admit/is-local-peer.ts";
import { asksAsCodex, codexModels } from "../answer/codex-models.ts";
import { modelList, modelObject, modelsFor } from "../answer/list-models.ts";
import type { Arrival } from "./arrive.ts";
import type { Rooms } from "./rooms.ts";
import { turnAway } from "./turn-away.ts";

/** GET /v1/models and /v1/models/{id}; which accounts there are is not for strangers either. */
export function serveModels(arrival: Arrival, id: string | null, rooms: Rooms): Response {
  const { request } = arrival;
  const { headers } = request;
  const snapshot = rooms.snapshot();
  const isLocal = isLocalPeer(request, arrival.socket);
  const caller = admit({ headers, isLocal, snapshot, rules: rooms.rules });
  if (!caller.ok) return turnAway(arrival, caller.failure, rooms);
  const models = modelsFor(caller.value, snapshot);
  const isAnthropic = headers.has("anthropic-version");
  if (id === null) {
    const parameters = new URLSearchParams(arrival.query);
    if (asksAsCodex(parameters)) return Response.json(codexModels(models));
    return Response.json(modelList(models, { isAnthropic, parameters }));
  }
  const model = models.find((each) => each.id === id);
  if (model !== undefined) return Response.json(modelObject(model, isAnthropic));
  const message = `No account serves a model named "${id}".`;
  return turnAway(arrival, { kind: "not_found", message, retryable: false }, rooms);
}
