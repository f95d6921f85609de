/** The attempts of one exchange: what they need of the request, and what is learnt from each. */
import { countsTokens } from "../admit/find-endpoint.ts";
import { attemptAll, type Attempted } from "../attempt/attempt.ts";
import type { UpstreamAnswer } from "../attempt/answer.ts";
import { crossAnswer } from "../attempt/cross-answer.ts";
import type { Outgoing } from "../attempt/outgoing.ts";
import type { Leave } from "../attempt/leave.ts";
import { pause } from "../attempt/pause.ts";
import { prepare } from "../attempt/prepare.ts";
import { whereSearched } from "../attempt/search-offer.ts";
import { send } from "../attempt/send.ts";
import type { Gone, Trouble } from "../attempt/trouble.ts";
import { renewToken, withFreshToken } from "../attempt/use-token.ts";
import type { Refusal } from "../base/refusal.ts";
import { success, type Result } from "../base/result.ts";
import { readQuota } from "../quota/read-quota.ts";
import type { Candidate, Skip } from "../route/candidate.ts";
import { checkOverage } from "../route/check-overage.ts";
import { estimateOf, whyUnpaid, type Payment } from "../route/pay.ts";
import { nothingReserved, type Reservation } from "../route/spend.ts";
import { answerHooks, conversionSettings } from "./conversion.ts";
import type { Account } from "../store/snapshot.ts";
import type { Crossing } from "../vocabulary/crossing.ts";
import type { Exchange } from "./exchange.ts";
import { noteFailure } from "./note-failure.ts";
import { readsAll } from "./prefer-readers.ts";
import type { Rooms } from "./rooms.ts";
import { thinkingWaitMs } from "./wait-for-home.ts";

/** Asks the accounts of the plan, one after the other, until one has an answer for the client. */
export function askAccounts(exchange: Exchange, rooms: Rooms, leave: Leave): Promise<Attempted> {
  const { settings } = exchange;
  return attemptAll(exchange.plan, {
    windows: rooms.windows,
    rests: rooms.rests,
    exclusively: rooms.exclusively,
    whyUnpaid: (candidate) =>
      whyUnpaid(candidate, exchange.plan.asked, rooms) ?? overageNow(candidate, exchange, rooms),
    reserve: (candidate) => reserveFor(candidate, exchange.plan.asked, rooms),
    pause: (milliseconds) => pause(milliseconds, leave),
    now: rooms.now,
    worthWaitingMs: (candidate) => thinkingWaitMs(exchange, candidate, rooms),
    prepare: (candidate) => prepareFor(exchange, candidate, rooms),
    mend: async (attempt, trouble) => {
      const { candidate, outgoing } = attempt;
      // Sending takes the newest token there is, so that the call itself stays as it was.
      if (await renewToken(attempt, trouble, rooms.custody)) return outgoing;
      // What is left out is lost, which may not be wanted: then the provider's own words are told.
      const mended = settings.refusesLosses
        ? null
        : rooms.refusedFields.mend(candidate, outgoing, trouble);
      return mended ?? askOtherwise({ exchange, candidate, outgoing, trouble }, rooms);
    },
    send: (candidate, outgoing) => sendTo({ candidate, outgoing, leave }, exchange, rooms),
    isAllowed: (setting) =>
      setting === "auto_switch_on_error" ? settings.switchesOnError : settings.switchesOnRateLimit,
    onFailure: (failed, verdict, trouble) =>
      noteFailure({ exchange, attempt: failed, verdict, trouble }, rooms),
  });
}

interface Sending {
  readonly candidate: Candidate;
  readonly outgoing: Outgoing;
  readonly leave: Leave;
}

type Sent = Result<UpstreamAnswer, Trouble | Gone>;

function sendTo(sending: Sending, exchange: Exchange, rooms: Rooms): Promise<Sent> {
  const { candidate, outgoing, leave } = sending;
  const { dialect, crossing } = outgoing;
  const onResult = (result: Result<UpstreamAnswer, Trouble>) =>
    noteHeaders(candidate, result, rooms);
  const sendAs = (account: Account) =>
    send({ outgoing, account, dialect, leave, onResult }, rooms.sending);
  // Fast path: only tokens of a sign-in change, and an account with a key has none.
  const sent =
    candidate.account.grant === null
      ? sendAs(candidate.account)
      : withFreshToken(candidate, outgoing, rooms.custody, leave).then(sendAs);
  if (crossing === null) return sent;
  return sent.then<Sent>((result) =>
    result.ok ? readable(result.value, crossing, exchange, rooms) : result,
  );
}

/** Answers to other requests may have told, since the plan was made, that a quota is used up. */
function overageNow(
  { account, model }: Candidate,
  { snapshot }: Exchange,
  { quotas, now }: Rooms,
): Skip | null {
  return checkOverage(account, quotas.assess(account.id, model), snapshot, now());
}

/** True when the conversation holds thinking that this candidate cannot read. */
function isForeign(exchange: Exchange, candidate: Candidate, rooms: Rooms): boolean {
  return exchange.settings.foreignThinking !== "keep" && !readsAll(exchange, candidate, rooms);
}

interface Failure {
  readonly exchange: Exchange;
  readonly candidate: Candidate;
  readonly outgoing: Outgoing;
  readonly trouble: Trouble;
}

/** The call in another dialect, where the server turned out not to have the client's. */
function askOtherwise(failure: Failure, rooms: Rooms): Outgoing | null {
  const { exchange, candidate, outgoing, trouble } = failure;
  if (countsTokens(exchange.request.operation)) return null;
  const { request } = exchange;
  const hasLearnt =
    rooms.missingEndpoints.learn(candidate, outgoing, trouble) ||
    rooms.plainResponses.learn({ candidate, request, outgoing, trouble });
  if (!hasLearnt) return null;
  const prepared = prepareFor(exchange, candidate, rooms);
  return prepared.ok ? prepared.value : null;
}

/** The upstream call for a candidate; what it cannot read of the conversation is left out. */
function prepareFor(
  exchange: Exchange,
  candidate: Candidate,
  rooms: Rooms,
): Result<Outgoing, Refusal> {
  const { arrival, request, snapshot, home } = exchange;
  const reached = whereSearched(rooms.missingEndpoints.reached(candidate), request);
  const prepared = prepare({
    request,
    candidate: reached,
    clientHeaders: arrival.request.headers,
    query: arrival.query,
    limitsOf: rooms.modelLimits(snapshot),
    dropsThinking: isForeign(exchange, candidate, rooms),
    conversion: conversionSettings(exchange, rooms),
    wantsPlainWords: rooms.plainResponses.wants(reached, request),
  });
  const blocks = prepared.ok ? prepared.value.droppedThinking : 0;
  if (blocks > 0) {
    rooms.logger.warn("thinking of another account left out", {
      request: arrival.id,
      account: candidate.account.name,
      blocks,
      signed_by: home?.signers
        .map(({ accountId: id }) => snapshot.accounts.get(id)?.name ?? id)
        .join(", "),
    });
  }
  if (!prepared.ok || exchange.settings.refusesLosses) return prepared;
  return success(rooms.refusedFields.without(candidate, prepared.value));
}

/** Refusals tell of quotas too, and more often than answers do. */
function noteHeaders(
  { account, model }: Candidate,
  result: Result<UpstreamAnswer, Trouble>,
  { quotas, organizations, now }: Rooms,
): void {
  const isRefused = !result.ok && result.failure.kind === "refused";
  const answer = result.ok ? result.value : isRefused ? result.failure.answer : null;
  if (answer === null) return;
  const { headers } = answer;
  organizations.note(account, headers);
  const report = readQuota(headers, now());
  if (report !== null) quotas.note(account.id, model, report);
}

/** Only accounts and callers with a budget have something to set aside. */
function reserveFor(candidate: Candidate, payment: Payment, { reserve }: Rooms): Reservation {
  const { account } = candidate;
  const { estimateUsd, purse } = payment;
  const ofAccount =
    account.monthlyBudget === null
      ? nothingReserved
      : reserve(account.id, estimateUsd(candidate) ?? 0);
  if (purse === null || purse === undefined) return ofAccount;
  const giveBack = purse.reserve(estimateOf(candidate, payment));
  return {
    release() {
      ofAccount.release();
      giveBack();
    },
  };
}

/** An answer that cannot be converted is as good as none: another account may do better. */
function readable(
  answer: UpstreamAnswer,
  crossing: Crossing,
  exchange: Exchange,
  rooms: Rooms,
): Promise<Result<UpstreamAnswer, Trouble>> {
  return crossAnswer({
    answer,
    crossing,
    hooks: answerHooks(exchange, rooms),
    wantsStream: exchange.request.isStream,
    idleTimeoutMs: rooms.sending.idleTimeoutMs,
  });
}
