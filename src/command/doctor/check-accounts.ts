/** Each account: whether it can serve, for whom, and what will stop it before long. */
import { clientNames } from "../../admit/identify-client.ts";
import { isLoopbackHost } from "../../admit/check-origin.ts";
import type { TokenEndpoints } from "../../custody/token-endpoints.ts";
import { oldGrantDays } from "../../custody/warn-of-age.ts";
import { oneLine } from "../../process/logger.ts";
import { providerTitles } from "../../provider/providers.ts";
import { entitledClients } from "../../route/check-access.ts";
import { knownProviders } from "../../store/read-account.ts";
import type { Account, Snapshot } from "../../store/snapshot.ts";
import { describeHealth, type HealthFacts } from "../accounts/account-health.ts";
import { list, shellWord } from "../terminal/phrases.ts";
import { fine, problem, warning, type Finding } from "./finding.ts";
import { findForeignKey } from "./key-shapes.ts";

export interface AccountFacts {
  readonly health: readonly HealthFacts[];
  readonly snapshot: Snapshot;
  readonly endpoints: TokenEndpoints;
  readonly now: number;
  readonly program: string;
}

export function checkAccounts(facts: AccountFacts): readonly Finding[] {
  const { health, snapshot, program } = facts;
  if (health.length === 0) {
    const remedy = `Add one with: ${program} accounts add`;
    return [problem("accounts", "There are no accounts, so nothing can be served.", remedy)];
  }
  const enabled = health.filter(({ account }) => account.enabled);
  if (enabled.length === 0) {
    const remedy = `Switch one on: ${program} accounts enable NAME`;
    return [problem("accounts", "Every account is switched off.", remedy)];
  }
  return enabled.flatMap((each) => {
    const account = snapshot.accounts.get(each.account.id);
    if (account === undefined) return [];
    const found = [...checkHealth(each, facts), ...checkSettings(account, facts)];
    return found.length > 0 ? found : [fine("accounts", `${nameOf(account)} can serve.`)];
  });
}

function nameOf({ name }: Pick<Account, "name">): string {
  return `Account ${JSON.stringify(oneLine(name))}`;
}

/** Whether it serves now, in the words of `accounts list`. */
function checkHealth(each: HealthFacts, { now, program }: AccountFacts): readonly Finding[] {
  const { account } = each;
  const { state, why } = describeHealth(each, now);
  const what = `${nameOf(account)}: ${state.word}. ${why}`.trimEnd();
  const word = shellWord(account.name);
  switch (state.word) {
    case "ready":
    case "not used yet":
      return [];
    case "cannot be used":
      return [problem("accounts", what, remedyForUse(account, word, program))];
    case "sign in again":
      return [
        problem("accounts", what, `Run: ${program} login ${account.provider} --account ${word}`),
      ];
    case "token expired":
      return state.style === "yellow"
        ? []
        : [problem("accounts", what, remedyForToken(account, word, program))];
    case "key refused":
      return [problem("accounts", what, `Enter a valid key: ${program} accounts set-key ${word}`)];
    case "not renewed":
      // What is wrong with a followed file is said with what to do about that.
      if (followedFile(account) !== null) return [];
      return [
        warning("accounts", what, "It is tried again by itself; check this machine's network."),
      ];
    case "resting":
    case "at its limit":
      return [
        warning("accounts", what, `Wait, or use it at once: ${program} accounts wake ${word}`),
      ];
    default:
      return [warning("accounts", what, `Try it with: ${program} accounts test ${word}`)];
  }
}

type Listed = HealthFacts["account"];

function remedyForUse({ provider, baseUrl }: Listed, word: string, program: string): string {
  if (baseUrl === null && !knownProviders.has(provider)) {
    return `Run: ${program} accounts set ${word} --base-url URL`;
  }
  return `Enter its key again with: ${program} accounts set-key ${word}, or correct what the sentence names.`;
}

function remedyForToken(account: Listed, word: string, program: string): string {
  const sharedFile = followedFile(account);
  const login = `${program} login ${account.provider} --account ${word}`;
  return sharedFile === null
    ? `Sign in with: ${login}, or store a new token: ${program} accounts set-key ${word}`
    : `Use the client that ${sharedFile} belongs to once, so that it renews its sign-in.`;
}

function checkSettings(account: Account, facts: AccountFacts): readonly Finding[] {
  return [
    ...checkGrant(account, facts),
    ...checkTwin(account, facts),
    ...checkAddress(account, facts),
    ...checkBudget(account, facts),
    ...checkAllowed(account, facts),
  ];
}

function checkGrant(
  account: Account,
  { endpoints, now, program }: AccountFacts,
): readonly Finding[] {
  const word = shellWord(account.name);
  const days = oldGrantDays(account, endpoints, now);
  const login = `Run: ${program} login ${account.provider} --account ${word}`;
  if (followedFile(account) !== null) {
    const trouble = account.grant?.problem ?? null;
    const remedy = `Sign in with the client again, or: ${login}`;
    return trouble === null ? [] : [warning("accounts", `${nameOf(account)}: ${trouble}`, remedy)];
  }
  if (days !== null) {
    const what = `${nameOf(account)} was signed in ${days} days ago; such sign-ins end soon.`;
    return [warning("accounts", what, login)];
  }
  const { provider, authType, externalAccountId, baseUrl } = account;
  if (
    authType === "oauth" &&
    provider === "openai" &&
    externalAccountId === null &&
    baseUrl === null
  ) {
    const what = `${nameOf(account)} has a ChatGPT token without an account id, which OpenAI's API refuses.`;
    return [problem("accounts", what, `Sign in instead: ${program} login openai`)];
  }
  return [];
}

function followedFile({ grant }: Pick<Account, "grant">): string | null {
  return grant?.sharedFile ?? null;
}

/** Two rows with one secret spend one plan, and a provider that limits it limits both. */
function checkTwin(account: Account, { snapshot }: AccountFacts): readonly Finding[] {
  const { id, credential } = account;
  const twins = [...snapshot.accounts.values()].filter(
    (each) => credential !== null && each.credential === credential && each.id > id && each.enabled,
  );
  return twins.map((twin) => {
    const what = `${nameOf(account)} and ${nameOf(twin)} have the same secret.`;
    return problem("accounts", what, "Remove one of them, or give it a key of its own.");
  });
}

function checkAddress(account: Account, { program }: AccountFacts): readonly Finding[] {
  const { baseUrl, provider, credential } = account;
  const foreign = baseUrl === null ? findForeignKey(provider, credential) : null;
  if (foreign !== null) {
    const title = providerTitles.get(foreign) ?? foreign;
    const what = `${nameOf(account)} is of ${provider}, and its key looks like one of ${title}.`;
    return [problem("accounts", what, "Add it anew with the right --provider.")];
  }
  if (baseUrl === null || credential === null) return [];
  const { protocol, host } = new URL(baseUrl);
  if (protocol === "https:" || isLoopbackHost(host)) return [];
  const what = `${nameOf(account)} sends its key in clear to ${host}.`;
  const change = `${program} accounts set ${shellWord(account.name)} --base-url https://...`;
  return [warning("accounts", what, `Give it an address that begins with https://: ${change}`)];
}

function checkBudget(
  { id, name, monthlyBudget }: Account,
  { snapshot, program }: AccountFacts,
): readonly Finding[] {
  const spent = snapshot.monthlySpend.get(id) ?? 0;
  if (monthlyBudget === null || spent < monthlyBudget) return [];
  const what = `${nameOf({ name })} has used its monthly budget of $${monthlyBudget}.`;
  const raise = `${program} accounts set ${shellWord(name)} --monthly-budget USD`;
  return [warning("accounts", what, `Raise the budget, or wait for the next month: ${raise}`)];
}

function checkAllowed(account: Account, { snapshot, program }: AccountFacts): readonly Finding[] {
  const { allowedClients, allowedTenants, name } = account;
  const open = `Run: ${program} accounts allow ${shellWord(name)} --any-client --any-tenant`;
  const entitled = entitledClients(account) ?? clientNames;
  if (allowedClients !== null && !allowedClients.some((client) => entitled.includes(client))) {
    const what = `${nameOf(account)} serves nobody: of its clients (${list(allowedClients)}) its provider covers none.`;
    return [problem("accounts", what, open)];
  }
  const known = new Set(["local", "global"]);
  for (const tenant of snapshot.tenantsByKeyDigest.values()) known.add(tenant.id).add(tenant.name);
  const strangers = allowedTenants?.filter((tenant) => !known.has(tenant)) ?? [];
  if (strangers.length === 0) return [];
  const what = `${nameOf(account)} is kept for ${list(strangers)}, and there is no such tenant.`;
  return [warning("accounts", what, open)];
}
