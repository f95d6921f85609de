/** `codegate accounts test`. */
import type { Trouble } from "../../attempt/trouble.ts";
import { silentLogger } from "../../base/logger.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { openCustody, readEndpoints } from "../../custody/open-custody.ts";
import { expiryOf, whyExpired } from "../../custody/token-state.ts";
import { oneLine } from "../../process/logger.ts";
import { findOffer, providerOf } from "../../provider/find-offer.ts";
import { entitledClients } from "../../route/check-access.ts";
import { findNamed } from "../../store/change-store.ts";
import { readSnapshotOnce, writeRowsOnce } from "../../store/read-once.ts";
import { emptySnapshot, type Account, type Snapshot } from "../../store/snapshot.ts";
import {
  complain,
  exitCodes,
  type Action,
  type CommandRooms,
  type ParsedWords,
} from "../command.ts";
import { impossible, misused, type Complaint } from "../complaint.ts";
import { fullPath, requireStore } from "../find-store.ts";
import { duration, shellWord } from "../terminal/phrases.ts";
import { wrap } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";
import { routedModelOf, smallModelOf } from "./choose-test-model.ts";
import { describeProvider } from "./describe-account.ts";
import { explainTest } from "./explain-test.ts";
import { findServedModel } from "./find-served-model.ts";
import { testAccount, type TestOutcome } from "./test-account.ts";

export const testAction: Action = {
  name: "test",
  operands: ["[NAME-or-ID]"],
  flags: [
    { name: "all", help: "Test every account that is switched on" },
    { name: "model", value: "NAME", help: "Ask for this model instead of a small cheap one" },
  ],
  summary: "Make one small real call to an account and explain the result",
  details: [
    "The call asks for one token where the provider allows it; what it costs is on record like",
    "any other call. The exit code is 0 when every account answered.",
  ],
  examples: [
    "accounts test",
    "accounts test 'Claude Max' --model claude-opus-5-5",
    "accounts test --all",
  ],
  async run(words, rooms) {
    const { terminal, place, now, program } = rooms;
    const store = requireStore(place, program);
    if (!store.ok) return complain(terminal, store.failure);
    const snapshot = readSnapshotOnce(place, now());
    if (!snapshot.ok) return complain(terminal, snapshot.failure);
    const chosen = chooseAccounts(words, snapshot.value, rooms);
    if (!chosen.ok) return complain(terminal, chosen.failure.sentence, chosen.failure.code);
    const reports = await Promise.all(
      chosen.value.map((account) => {
        const input = { account, snapshot: snapshot.value, model: words.value("model") ?? null };
        return report(input, rooms);
      }),
    );
    for (const each of reports) show(each, terminal.out);
    return reports.every(({ passed }) => passed) ? exitCodes.done : exitCodes.failed;
  },
};

function chooseAccounts(
  words: ParsedWords,
  snapshot: Snapshot,
  { place, program }: CommandRooms,
): Result<readonly Account[], Complaint> {
  const accounts = [...snapshot.accounts.values()];
  const [reference] = words.operands;
  if (accounts.length === 0) {
    return impossible(
      `There are no accounts in ${fullPath(place)}. Add one with: ${program} accounts add`,
    );
  }
  if (words.has("all")) {
    if (reference !== undefined)
      return misused("Either the name of an account or --all, not both.");
    const enabled = accounts.filter((account) => account.enabled);
    return enabled.length > 0 ? success(enabled) : impossible("Every account is switched off.");
  }
  if (reference !== undefined) {
    const found = findNamed(accounts, reference, "account");
    return found.ok ? success([found.value]) : impossible(found.failure);
  }
  if (accounts.length === 1) return success(accounts);
  const names = accounts.map(({ name }) => oneLine(name)).join(", ");
  return misused(`Say which account to test, or --all: ${names}.`);
}

interface Report {
  readonly name: string;
  readonly passed: boolean;
  /** Continues the name. */
  readonly what: string;
  readonly notes: readonly string[];
}

interface ReportInput {
  readonly account: Account;
  readonly snapshot: Snapshot;
  /** Null: a small one is chosen. */
  readonly model: string | null;
}

async function report(planned: ReportInput, rooms: CommandRooms): Promise<Report> {
  const input = { ...planned, account: await withFreshToken(planned.account, rooms) };
  const { account, snapshot } = input;
  const name = oneLine(account.name);
  const off = account.enabled ? [] : ["It is switched off, so that no request uses it."];
  if (account.unusableReason !== null) {
    const what = `cannot be used. ${account.unusableReason}`;
    return { name, passed: false, what, notes: off };
  }
  const restricted = whyNotTested(input.account, rooms);
  if (restricted !== null) return { name, ...restricted, notes: [...restricted.notes, ...off] };
  const model = await chooseModel(input, rooms);
  if (!model.ok)
    return { name, passed: false, ...model.failure, notes: [...model.failure.notes, ...off] };
  const outcome = await testAccount({ account, model: model.value, snapshot }, rooms);
  const written = writeRowsOnce(rooms.place, outcome.rows);
  const unwritten = written.ok ? [] : [`The call is not on record: ${written.failure}`];
  const told = tell({ account, model: model.value, outcome }, rooms);
  return { ...told, notes: [...told.notes, ...off, ...unwritten] };
}

/** As a request would: a token that is over is renewed first. */
async function withFreshToken(account: Account, rooms: CommandRooms): Promise<Account> {
  const { place, now, fetch, options } = rooms;
  const endpoints = readEndpoints(options.oauthFile);
  if (account.grant === null || !endpoints.ok) return account;
  const snapshot = (): Snapshot => {
    const read = readSnapshotOnce(place, now());
    return read.ok ? read.value : emptySnapshot(read.failure);
  };
  const parts = { place, now, fetch, snapshot, endpoints: endpoints.value, logger: silentLogger };
  const custody = openCustody(parts);
  const current = await custody.current(account);
  await custody.close();
  return current;
}

/** A call of our own would be one that the subscription does not cover. */
function whyNotTested(
  account: Account,
  { now }: CommandRooms,
): Pick<Report, "passed" | "what" | "notes"> | null {
  const clients = entitledClients(account);
  if (clients === null) return null;
  const expired = whyExpired(account, now());
  if (expired !== null)
    return { passed: false, what: expired.reason.replace(/\.$/, ""), notes: [] };
  const expiresAt = expiryOf(account);
  const left = expiresAt === null ? "" : `; its token is good for ${duration(expiresAt - now())}`;
  const what = `was not called: its subscription covers ${clients.join(", ")} only${left}`;
  return { passed: true, what, notes: ["Send a request with that client to try it."] };
}

type NoModel = Pick<Report, "what" | "notes">;

async function chooseModel(
  { account, snapshot, model }: ReportInput,
  rooms: CommandRooms,
): Promise<Result<string, NoModel>> {
  const { id } = providerOf(account);
  const known = model ?? smallModelOf(id) ?? routedModelOf(account.id, snapshot);
  if (known !== null) return success(known);
  const served = await findServedModel(account, rooms);
  if (served.ok && served.value !== null) return success(served.value);
  if (!served.ok) {
    const { what, advice } = explain({ account, model: "", trouble: served.failure }, rooms);
    return failed({ what, notes: advice === null ? [] : [advice] });
  }
  const command = `${rooms.program} accounts test ${shellWord(account.name)} --model NAME`;
  const what = "was not called: its server does not say which models it has";
  return failed({ what, notes: [`Name one: ${command}`] });
}

interface Told {
  readonly account: Account;
  readonly model: string;
  readonly outcome: TestOutcome;
}

function tell({ account, model, outcome }: Told, rooms: CommandRooms): Report {
  const name = oneLine(account.name);
  const { trouble, milliseconds } = outcome;
  if (trouble === null) {
    const provider = describeProvider(account.provider, account.authType);
    const what = `answered in ${duration(milliseconds)} (${provider}, ${oneLine(model)})`;
    return { name, passed: true, what, notes: [] };
  }
  const { passed, what, advice } = explain({ account, model, trouble }, rooms);
  return { name, passed, what, notes: advice === null ? [] : [advice] };
}

interface Asked {
  readonly account: Account;
  readonly model: string;
  readonly trouble: Trouble;
}

function explain({ account, model, trouble }: Asked, { now, program }: CommandRooms) {
  const offer = findOffer(account, providerOf(account).primary);
  return explainTest(trouble, {
    account: shellWord(account.name),
    model: oneLine(model),
    host: offer === null ? "its address" : new URL(offer.base).host,
    isProxied: account.proxyUrl !== null,
    isOauth: account.authType === "oauth",
    program,
    now: now(),
  });
}

function show({ name, passed, what, notes }: Report, out: Output): void {
  const mark = passed ? out.paint("green", "✓") : out.paint("red", "✗");
  const [first = "", ...others] = wrap(`${out.paint("bold", name)} ${what}.`, out.width - 2);
  out.line(`${mark} ${first}`);
  for (const line of others) out.line(`  ${line}`);
  for (const note of notes) {
    for (const line of wrap(note, out.width - 2)) out.line(`  ${out.paint("dim", line)}`);
  }
}
