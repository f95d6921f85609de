/**
 * The headers of an upstream call: the client's own, less what belongs to the connection or to
 * the client's relation with the gateway, plus the account's credential. Nothing is imitated.
 */
import { version } from "../base/version.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Account } from "../store/snapshot.ts";
import { hasToken } from "./has-token.ts";
import type { AuthHeader } from "./providers.ts";

/** Never forwarded: hop-by-hop, credentials, and what tells a provider about the user's machine. */
const dropped: ReadonlySet<string> = new Set([
  "accept-encoding",
  "api-key",
  "authorization",
  "chatgpt-account-id",
  "connection",
  "content-encoding",
  "content-length",
  "cookie",
  "cookie2",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "origin",
  "proxy-authorization",
  "proxy-connection",
  "referer",
  "te",
  "trailer",
  "transfer-encoding",
  "true-client-ip",
  "upgrade",
  "via",
  "x-api-key",
  "x-goog-api-key",
  "x-real-ip",
]);

const droppedPrefixes = ["x-forwarded-", "x-codegate-", "x-proxy-", "sec-", "cf-"] as const;

/** Anthropic wants this beta named on every call that carries an OAuth token. */
const oauthBeta = "oauth-2025-04-20";

/** Used when the client names no API version; converting clients never see it. */
const defaultAnthropicVersion = "2023-06-01";

export interface HeaderParts {
  readonly client: Headers;
  readonly account: Account;
  readonly auth: AuthHeader;
  readonly dialect: Dialect;
}

export function buildHeaders({ client, account, auth, dialect }: HeaderParts): Headers {
  // A copy from which some are taken costs less than one made header by header.
  const headers = new Headers(client);
  const named = connectionNamed(client.get("connection"));
  for (const name in client.toJSON()) {
    if (isDropped(name) || named.includes(name)) headers.delete(name);
  }
  headers.set("content-type", "application/json");
  // Bytes are relayed as they come; compression would only be undone here.
  headers.set("accept-encoding", "identity");
  if (!headers.has("user-agent")) headers.set("user-agent", `codegate/${version}`);
  if (dialect === "anthropic-messages" && !headers.has("anthropic-version")) {
    headers.set("anthropic-version", defaultAnthropicVersion);
  }
  setCredential(headers, account, auth);
  return headers;
}

/** Also replaces the credential of an earlier token of the same account. */
export function setCredential(headers: Headers, account: Account, auth: AuthHeader): void {
  const { credential } = account;
  if (credential === null) return;
  const value = headerText(credential);
  const isToken = hasToken(account);
  if (auth === "bearer" || isToken) headers.set("authorization", `Bearer ${value}`);
  else headers.set("x-api-key", value);
  if (account.provider === "anthropic" && isToken) addBeta(headers, oauthBeta);
  if (account.externalAccountId !== null && isToken) {
    headers.set("chatgpt-account-id", headerText(account.externalAccountId));
  }
}

/** The one header whose value is the client's own business and may have got an addition. */
export function changedHeaders(headers: Headers, client: Headers): readonly string[] {
  const name = "anthropic-beta";
  return headers.get(name) === client.get(name) ? [] : [name];
}

/** The credential that a call carries; null when it carries none. */
export function credentialIn(headers: Headers): string | null {
  const value = headers.get("authorization")?.replace(/^Bearer /, "") ?? headers.get("x-api-key");
  return value === null ? null : Buffer.from(value, "latin1").toString("utf8");
}

/** The client's list stays byte for byte; ours is appended only when it is missing. */
function addBeta(headers: Headers, beta: string): void {
  const present = headers.get("anthropic-beta") ?? "";
  const names = present.split(",").map((name) => name.trim());
  if (names.includes(beta)) return;
  headers.set("anthropic-beta", present === "" ? beta : `${present},${beta}`);
}

/** Header values are bytes: a key beyond Latin-1 travels as its UTF-8 bytes. */
function headerText(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : inLatin1(value);
}

function inLatin1(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

function isDropped(name: string): boolean {
  if (dropped.has(name)) return true;
  for (const prefix of droppedPrefixes) if (name.startsWith(prefix)) return true;
  return false;
}

function connectionNamed(connection: string | null): readonly string[] {
  if (connection === null) return [];
  return connection
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
}
