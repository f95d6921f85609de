// What could go wrong: a refusal by status is heard by the client although somebody else can
// serve, is retried where it must not be, marks the wrong one, or rests for the wrong time.
import { errorBody } from "../../support/errors.ts";
import { testFailures, type Failure } from "../../support/failures.ts";
import { bytes, json } from "../../support/reply.ts";
import type { Speech } from "../../support/speeches.ts";

const error = { type: "some_error", message: "The provider's own words" };
const ownWords = ({ dialect }: Speech) => JSON.stringify(errorBody(dialect, error));

type Meaning = Pick<Failure, "outcome" | "account" | "rest" | "hops" | "attemptsAlone">;

const request: Meaning = { outcome: "request", account: "unknown 0", rest: null, hops: false };
const server: Meaning = { outcome: "server", account: "error 1", rest: "account 15" };
const credential: Meaning = { outcome: "credential", account: "error 1", rest: "account 15" };
const overloaded: Meaning = {
  outcome: "overloaded",
  account: "unknown 0",
  rest: "provider 2",
  attemptsAlone: 2,
};
const throttle: Meaning = {
  outcome: "throttle",
  account: "rate_limited 1",
  rest: "account 2",
  attemptsAlone: 2,
};

function by(status: number, meaning: Meaning): Failure {
  return {
    ...meaning,
    what: String(status),
    does: (call) => json(status, ownWords(call.speech)),
    status,
    alone: status,
    words: ownWords,
  };
}

/** Nothing that a client could read: the gateway says it in the client's dialect. */
function wordless(status: number, meaning: Meaning): Failure {
  return {
    ...meaning,
    status,
    alone: status,
    what: `${status} with a web page`,
    does: () => bytes("<html>no</html>", { status, headers: { "content-type": "text/html" } }),
    says: `HTTP ${status}`,
  };
}

testFailures([
  // Those that pause come first, so that the others are played meanwhile.
  ...[503, 529].map((status) => by(status, overloaded)),
  by(429, throttle),
  ...[400, 404, 405, 409, 410, 413, 415, 418, 422, 425, 431, 451, 499].map((status) =>
    by(status, request),
  ),
  by(401, { ...credential, account: "expired 1" }),
  ...[402, 403].map((status) => by(status, credential)),
  ...[408, 500, 501, 502, 504, 520, 522, 524, 525, 530, 599].map((status) => by(status, server)),
  ...[400, 404].map((status) => wordless(status, request)),
  ...[403].map((status) => wordless(status, credential)),
  ...[500, 502].map((status) => wordless(status, server)),
]);
