/** Which of the gateway's few doors a request knocks on. Everything else is a 404. */
import type { Dialect } from "../base/dialect.ts";

/** What a model request wants done, and where it is done at a provider. */
export type Operation =
  | "messages"
  | "count_tokens"
  | "chat"
  | "responses"
  | "input_tokens"
  /** Sums a conversation up, for its client to go on with. */
  | "compact";

/** Asks how long a prompt is; no model answers, and nothing is paid. */
export function countsTokens(operation: Operation): operation is "count_tokens" | "input_tokens" {
  return operation === "count_tokens" || operation === "input_tokens";
}

export type Endpoint =
  | { readonly kind: "model"; readonly operation: Operation; readonly dialect: Dialect }
  | { readonly kind: "models"; readonly id: string | null }
  /** A response that was given, or what it was made of. */
  | { readonly kind: "response"; readonly id: string; readonly part: "whole" | "input_items" }
  | { readonly kind: "accounts" }
  /** An account, by id or name, is to be asked again. */
  | { readonly kind: "wake"; readonly reference: string }
  | { readonly kind: "health" }
  | { readonly kind: "metrics" }
  /** Why prompt caches were missed. */
  | { readonly kind: "cache_misses" }
  /** The guardrails are to be tried on a text. */
  | { readonly kind: "guard_test" }
  | { readonly kind: "probe" }
  | { readonly kind: "preflight" }
  | { readonly kind: "upgrade" }
  | { readonly kind: "method_not_allowed"; readonly allow: string }
  | { readonly kind: "not_found" };

const models: readonly (readonly [path: string, operation: Operation, dialect: Dialect])[] = [
  ["/messages", "messages", "anthropic-messages"],
  ["/messages/count_tokens", "count_tokens", "anthropic-messages"],
  ["/chat/completions", "chat", "openai-chat"],
  ["/responses", "responses", "openai-responses"],
  ["/responses/compact", "compact", "openai-responses"],
  ["/responses/input_tokens", "input_tokens", "openai-responses"],
];

const modelEndpoints: ReadonlyMap<string, Endpoint> = new Map(
  models.map(([path, operation, dialect]) => [path, { kind: "model", operation, dialect }]),
);

/** Claude Code asks these before its first request (HEAD / up to 2.1.32, HEAD /api/hello later). */
const probes: ReadonlySet<string> = new Set(["/", "/api/hello"]);

const modelsPath = "/models";
const accountsPath = "/codegate/accounts";

/** What is at a path of the gateway's own, and how it is asked for. */
const ownPaths: ReadonlyMap<string, { endpoint: Endpoint; methods: readonly string[] }> = new Map([
  ["/health", { endpoint: { kind: "health" }, methods: ["GET", "HEAD"] }],
  ["/metrics", { endpoint: { kind: "metrics" }, methods: ["GET", "HEAD"] }],
  [accountsPath, { endpoint: { kind: "accounts" }, methods: ["GET", "HEAD"] }],
  ["/codegate/cache-misses", { endpoint: { kind: "cache_misses" }, methods: ["GET", "HEAD"] }],
  ["/codegate/guard/test", { endpoint: { kind: "guard_test" }, methods: ["POST"] }],
]);

/** Path and query of a request's address, exactly as they came. */
export function splitTarget(url: string): { readonly path: string; readonly query: string } {
  const host = url.indexOf("://") + 3;
  const path = url.indexOf("/", host);
  if (path === -1) return { path: "/", query: "" };
  const query = url.indexOf("?", path);
  return query === -1
    ? { path: url.slice(path), query: "" }
    : { path: url.slice(path, query), query: url.slice(query) };
}

/** The endpoint for a method and path. `upgrade` is the request's Upgrade header. */
export function findEndpoint(method: string, path: string, upgrade: string | null): Endpoint {
  const model = method === "POST" ? modelEndpoints.get(withoutVersion(path)) : undefined;
  if (model !== undefined) return model;
  const allowed = allowedMethods(path);
  if (allowed === null) return { kind: "not_found" };
  if (method === "OPTIONS") return { kind: "preflight" };
  const short = withoutVersion(path);
  // Codex tries a WebSocket first; only 426 makes it fall back to HTTP without delay.
  if (short === "/responses" && method === "GET" && upgrade?.toLowerCase() === "websocket") {
    return { kind: "upgrade" };
  }
  if (!allowed.includes(method)) return { kind: "method_not_allowed", allow: allowed.join(", ") };
  const own = ownPaths.get(path);
  if (own !== undefined) return own.endpoint;
  const response = keptResponse(short);
  if (response !== null) return { kind: "response", ...response };
  const reference = wakeReference(path);
  if (reference !== null) return { kind: "wake", reference };
  if (probes.has(path)) return { kind: "probe" };
  return { kind: "models", id: modelId(short) };
}

function allowedMethods(path: string): readonly string[] | null {
  const short = withoutVersion(path);
  if (modelEndpoints.has(short)) return ["POST"];
  const own = ownPaths.get(path);
  if (own !== undefined) return own.methods;
  if (probes.has(path)) return ["GET", "HEAD"];
  if (wakeReference(path) !== null) return ["POST"];
  const response = keptResponse(short);
  if (response !== null) return response.part === "whole" ? ["GET", "DELETE"] : ["GET"];
  if (short === modelsPath || modelId(short) !== null) return ["GET", "HEAD"];
  return null;
}

function withoutVersion(path: string): string {
  return path.startsWith("/v1/") ? path.slice(3) : path;
}

/** `/responses/{id}` and `/responses/{id}/input_items` */
function keptResponse(short: string) {
  const found = /^\/responses\/([^/]+)(\/input_items)?$/.exec(short);
  const id = found?.[1] === undefined ? null : decoded(found[1]);
  if (id === null) return null;
  return { id, part: found?.[2] === undefined ? "whole" : "input_items" } as const;
}

/** `/codegate/accounts/{id or name}/wake` */
function wakeReference(path: string): string | null {
  const found = /^\/codegate\/accounts\/([^/]+)\/wake$/.exec(path);
  return found?.[1] === undefined ? null : decoded(found[1]);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** Model ids may hold slashes ("anthropic/claude-..."), written plainly or as %2F. */
function modelId(short: string): string | null {
  if (!short.startsWith(`${modelsPath}/`)) return null;
  const raw = short.slice(modelsPath.length + 1);
  return raw === "" ? null : decoded(raw);
}

/** The path that a client with a slash or a `/v1` too much in its base URL has meant, or null. */
export function meantPath(path: string): string | null {
  const plain = path.replaceAll(/\/{2,}/g, "/").replace(/^(?:\/v1)+(?=\/)/, "/v1");
  const meant = plain.endsWith("/") ? plain.slice(0, -1) : plain;
  return meant !== path && allowedMethods(meant) !== null ? meant : null;
}

/** The dialect whose error shape a client of this path expects, known path or not. */
export function dialectOfPath(path: string, headers: Headers): Dialect {
  if (path.includes("/messages")) return "anthropic-messages";
  if (path.includes("/responses")) return "openai-responses";
  if (path.includes("/chat/completions")) return "openai-chat";
  return headers.has("anthropic-version") ? "anthropic-messages" : "openai-chat";
}
