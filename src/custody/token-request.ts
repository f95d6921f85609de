/** What is sent to a token endpoint, and the address at which a person signs in. */
import { createHash } from "node:crypto";
import type { TokenEndpoint } from "./token-endpoints.ts";

export interface TokenRequest {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** Must not be shown if the answer quotes them. */
  readonly secrets: readonly string[];
}

export function refreshRequest(endpoint: TokenEndpoint, refreshToken: string): TokenRequest {
  const fields = {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: endpoint.clientId,
  };
  return requestOf(endpoint, endpoint.refreshFormat, fields, [refreshToken]);
}

/** One sign-in: what binds the code that comes back to this process. */
export interface SignIn {
  readonly state: string;
  readonly verifier: string;
}

/** `random` gives fresh random bytes. */
export function newSignIn(random: (count: number) => Uint8Array): SignIn {
  const text = (count: number) => Buffer.from(random(count)).toString("base64url");
  return { state: text(24), verifier: text(32) };
}

/** RFC 7636 with S256. */
export function signInAddress(endpoint: TokenEndpoint, { state, verifier }: SignIn): string {
  const url = new URL(endpoint.authorizeUrl);
  const parameters = {
    ...endpoint.authorizeParameters,
    response_type: "code",
    client_id: endpoint.clientId,
    redirect_uri: endpoint.redirectUri,
    scope: endpoint.scope,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

export function exchangeRequest(
  endpoint: TokenEndpoint,
  { state, verifier }: SignIn,
  code: string,
): TokenRequest {
  const fields = {
    grant_type: "authorization_code",
    code,
    state,
    client_id: endpoint.clientId,
    redirect_uri: endpoint.redirectUri,
    code_verifier: verifier,
  };
  return requestOf(endpoint, endpoint.exchangeFormat, fields, [code, verifier]);
}

function requestOf(
  { tokenUrl }: TokenEndpoint,
  format: TokenEndpoint["refreshFormat"],
  fields: Readonly<Record<string, string>>,
  secrets: readonly string[],
): TokenRequest {
  return format === "json"
    ? { url: tokenUrl, contentType: "application/json", body: JSON.stringify(fields), secrets }
    : {
        url: tokenUrl,
        contentType: "application/x-www-form-urlencoded",
        body: new URLSearchParams(fields).toString(),
        secrets,
      };
}
