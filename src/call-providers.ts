/** How calls to providers are made, and how long is waited for their answers. */
import { createGather } from "./base/gather.ts";
import { systemClock } from "./base/clock.ts";
import { limits } from "./base/limits.ts";
import type { Logger } from "./base/logger.ts";
import type { Meters } from "./base/meters.ts";
import type { Flights } from "./journey/flights.ts";
import type { Rooms } from "./journey/rooms.ts";
import type { Connections } from "./process/connections.ts";
import type { Options } from "./process/options.ts";
import { createTicker } from "./relay/ticker.ts";

interface CallInput {
  readonly options: Options;
  readonly connections: Connections;
  readonly flights: Flights;
  readonly meters: Meters;
  readonly logger: Logger;
}

type Calling = Pick<Rooms, "sending" | "relaying" | "earlyAnswerMs" | "requestBodyBytes">;

export function callProviders(input: CallInput): Calling {
  const { options, connections, flights, meters, logger } = input;
  const { headersTimeoutMs, firstContentTimeoutMs, idleTimeoutMs, pingIntervalMs } = options;
  const ticker = createTicker(limits.streamTickMs);
  return {
    sending: {
      fetch: connections.fetch,
      renewConnections: connections.renew,
      noteSentAgain({ name, provider }) {
        meters.add("codegate_sent_again_total", { provider });
        logger.debug("a connection was dead; the call is made once more", { account: name });
      },
      gather: createGather(() => flights.count() > limits.requestsUngathered),
      headersTimeoutMs,
      firstContentTimeoutMs,
      idleTimeoutMs,
    },
    relaying: { ticker, now: systemClock.now, idleTimeoutMs, pingIntervalMs },
    earlyAnswerMs: options.earlyAnswerMs,
    requestBodyBytes: options.requestBodyBytes,
  };
}
