/** `codegate login`: a person signs in at a provider, and CodeGate keeps the grant alive. */
import { randomBytes } from "node:crypto";
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { askEndpoint } from "../../custody/ask-endpoint.ts";
import { readEndpoints } from "../../custody/open-custody.ts";
import type { TokenEndpoint } from "../../custody/token-endpoints.ts";
import { exchangeRequest, newSignIn, signInAddress } from "../../custody/token-request.ts";
import { explainTaken } from "../../store/check-account.ts";
import { findAccount, listAccounts } from "../../store/manage-accounts.ts";
import type { SignedIn } from "../../store/manage-grants.ts";
import { complain, exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";
import { readIfThere, requireStore } from "../find-store.ts";
import { keepSignIn } from "./keep-sign-in.ts";
import { waitForCode } from "./wait-for-code.ts";

/** What people type, and the provider of the account that comes of it. */
const providers: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  claude: "anthropic",
  openai: "openai_sub",
  openai_sub: "openai_sub",
  codex: "openai_sub",
  chatgpt: "openai_sub",
};

const loginAction: Action = {
  name: "",
  operands: ["PROVIDER"],
  flags: [
    { name: "account", value: "NAME", help: "Renew the sign-in of this account" },
    { name: "name", value: "NAME", help: "What to call a new account" },
    { name: "paste", help: "Do not listen for the browser: it is on another machine" },
  ],
  summary: "Sign in with a subscription: anthropic or openai",
  details: [
    "Shows an address to open in a browser. The provider gives a code, which the browser brings",
    "back or which is pasted here. The account gets a grant of its own, which no other client",
    "shares. CodeGate has no registration of its own with these providers and says whose it uses;",
    "whether your plan allows that is between you and the provider. A Claude subscription then",
    "serves requests of Claude Code only.",
  ],
  examples: [
    "login anthropic",
    "login openai --name 'ChatGPT Plus'",
    "login anthropic --account Max",
  ],
  async run(words, rooms) {
    const { terminal } = rooms;
    const typed = words.operands[0]?.toLowerCase() ?? "";
    const provider = Object.hasOwn(providers, typed) ? providers[typed] : undefined;
    if (provider === undefined) {
      const sentence = `There is no sign-in at ${typed}; it is "login anthropic" or "login openai".`;
      return complain(terminal, sentence, exitCodes.misused);
    }
    const endpoints = readEndpoints(rooms.options.oauthFile);
    if (!endpoints.ok) return complain(terminal, endpoints.failure);
    const endpoint = endpoints.value.get(provider);
    if (endpoint === undefined) return complain(terminal, `Nothing is known of ${provider}.`);
    const account = words.value("account");
    const name = words.value("name");
    // Before a person signs in for nothing.
    const trouble = whyNotKept(account, name, rooms);
    if (trouble !== null) return complain(terminal, trouble);
    const signedIn = await signIn(endpoint, { mayListen: !words.has("paste") }, rooms);
    if (!signedIn.ok) return complain(terminal, signedIn.failure);
    return keepSignIn({ provider, signedIn: signedIn.value, account, name }, rooms);
  },
};

export const loginCommand: Command = {
  name: "login",
  summary: loginAction.summary,
  actions: [loginAction],
};

/** Null = what comes of the sign-in has a place. */
function whyNotKept(
  account: string | undefined,
  name: string | undefined,
  { place, program }: CommandRooms,
): string | null {
  if (account !== undefined) {
    const store = requireStore(place, program);
    const found = store.ok ? findAccount(place, account) : store;
    return found.ok ? null : found.failure;
  }
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return accounts.failure;
  const isTaken = accounts.value.some((each) => each.name.toLowerCase() === name?.toLowerCase());
  return isTaken ? explainTaken(name ?? "") : null;
}

async function signIn(
  endpoint: TokenEndpoint,
  { mayListen }: { readonly mayListen: boolean },
  { terminal, fetch, now }: CommandRooms,
): Promise<Result<SignedIn, string>> {
  const own = newSignIn(randomBytes);
  terminal.error.line(`Open this address and sign in (as ${endpoint.registeredFor}'s client):`);
  terminal.out.line(signInAddress(endpoint, own));
  const { redirectUri } = endpoint;
  const code = await waitForCode({ redirectUri, state: own.state, terminal, mayListen });
  if (!code.ok) return code;
  const answer = await askEndpoint(
    exchangeRequest(endpoint, own, code.value),
    { proxyUrl: null, caCertificates: null },
    { fetch, now, timeoutMs: limits.tokenTimeoutMs },
  );
  if (!answer.ok) return failed(`The token endpoint failed: ${answer.failure}.`);
  const { value } = answer;
  switch (value.kind) {
    case "tokens":
      return success({ ...value.tokens, grantedAt: now(), sharedFile: null });
    case "limited":
      return failed("The provider takes no more sign-ins for now (HTTP 429); try again later.");
    default:
      return failed(`The provider did not accept the code (${value.words}); try again.`);
  }
}
