/**
 * Where each provider's OAuth tokens come from. One entry per provider, because a refresh token
 * must never reach another one's address. What a provider publishes about this changes and is not
 * all documented, so that a file of the user's own can replace any of it (CODEGATE_OAUTH_FILE).
 */
import { isRecord } from "../base/json-fields.ts";
import { jsonOr } from "../base/json-or.ts";
import { failed, success, type Result } from "../base/result.ts";
import { isLoopbackHost } from "../admit/check-origin.ts";

type BodyFormat = "form" | "json";

export interface TokenEndpoint {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Public id of a registered client; it is no secret. */
  readonly clientId: string;
  /** Who registered it: people are told, because CodeGate has no registration of its own. */
  readonly registeredFor: string;
  readonly scope: string;
  /** Further parameters of the address to sign in at. */
  readonly authorizeParameters: Readonly<Record<string, string>>;
  /** Where the provider sends the code: to this machine, or to a page that shows it. */
  readonly redirectUri: string;
  readonly refreshFormat: BodyFormat;
  readonly exchangeFormat: BodyFormat;
  /** After this age a grant is likely to end soon, milliseconds; null = nothing is known. */
  readonly grantOldMs: number | null;
}

const day = 24 * 60 * 60_000;

const anthropic: TokenEndpoint = {
  authorizeUrl: "https://claude.ai/oauth/authorize",
  tokenUrl: "https://console.anthropic.com/v1/oauth/token",
  clientId: "9d1c250a-e61b-44d9-88ed-5944d1962f5e",
  registeredFor: "Claude Code",
  scope: "org:create_api_key user:profile user:inference",
  authorizeParameters: { code: "true" },
  redirectUri: "https://console.anthropic.com/oauth/code/callback",
  refreshFormat: "form",
  exchangeFormat: "json",
  // Seen once: a family of tokens that ended 28 days after its sign-in.
  grantOldMs: 21 * day,
};

const openAi: TokenEndpoint = {
  authorizeUrl: "https://auth.openai.com/oauth/authorize",
  tokenUrl: "https://auth.openai.com/oauth/token",
  clientId: "app_EMoamEEZ73f0CkXaXp7hrann",
  registeredFor: "Codex",
  scope: "openid profile email offline_access",
  authorizeParameters: {
    id_token_add_organizations: "true",
    codex_cli_simplified_flow: "true",
    originator: "codegate",
  },
  redirectUri: "http://localhost:1455/auth/callback",
  refreshFormat: "json",
  exchangeFormat: "form",
  grantOldMs: null,
};

export type TokenEndpoints = ReadonlyMap<string, TokenEndpoint>;

/** By provider id. ChatGPT logins are stored as "openai" by the dashboard. */
export const knownEndpoints: TokenEndpoints = new Map([
  ["anthropic", anthropic],
  ["openai", openAi],
  ["openai_sub", openAi],
]);

/**
 * The known endpoints with what a JSON text changes, such as
 * `{"anthropic": {"tokenUrl": "https://..."}}`. A provider that is not known needs every field
 * without a default. The failure is a sentence.
 */
export function changeEndpoints(text: string): Result<TokenEndpoints, string> {
  const parsed = jsonOr(text, undefined);
  if (parsed === undefined) return failed("it is not JSON");
  if (!isRecord(parsed)) return failed("it must be an object with providers as its keys");
  const endpoints = new Map(knownEndpoints);
  for (const [provider, change] of Object.entries(parsed)) {
    const changed = changeEndpoint(endpoints.get(provider), change);
    if (!changed.ok) return failed(`${provider}: ${changed.failure}`);
    endpoints.set(provider, changed.value);
  }
  return success(endpoints);
}

const unknownProvider: TokenEndpoint = {
  ...openAi,
  authorizeUrl: "",
  tokenUrl: "",
  clientId: "",
  registeredFor: "the client id in CODEGATE_OAUTH_FILE",
  authorizeParameters: {},
  refreshFormat: "form",
};

function changeEndpoint(
  known: TokenEndpoint = unknownProvider,
  change: unknown,
): Result<TokenEndpoint, string> {
  if (!isRecord(change)) return failed("must be an object");
  const wrong = Object.keys(change).find((key) => !Object.hasOwn(known, key));
  if (wrong !== undefined) return failed(`there is no field ${wrong}`);
  const changed: TokenEndpoint = { ...known, ...change };
  const { authorizeUrl, tokenUrl, redirectUri, clientId, scope } = changed;
  for (const url of [authorizeUrl, tokenUrl, redirectUri]) {
    if (!isSafe(url))
      return failed("addresses begin with https://, or with http:// on this machine");
  }
  const formats = [changed.refreshFormat, changed.exchangeFormat];
  if (formats.some((format) => format !== "form" && format !== "json")) {
    return failed('formats are "form" or "json"');
  }
  if (![clientId, scope, changed.registeredFor].every((each) => typeof each === "string")) {
    return failed("clientId, scope and registeredFor are texts");
  }
  if (clientId === "") return failed("clientId is missing");
  const { authorizeParameters, grantOldMs } = changed;
  const areTexts =
    isRecord(authorizeParameters) &&
    Object.values(authorizeParameters).every((each) => typeof each === "string");
  if (!areTexts) return failed("authorizeParameters holds texts");
  const isAge = grantOldMs === null || Number.isFinite(grantOldMs);
  return isAge ? success(changed) : failed("grantOldMs is a number of milliseconds, or null");
}

/** A refresh token must not travel in clear. */
function isSafe(address: unknown): boolean {
  const url = typeof address === "string" ? URL.parse(address) : null;
  if (url === null) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.host));
}
