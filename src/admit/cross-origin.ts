import { isOriginAllowed, type OriginRules } from "./check-origin.ts";

/** CORS headers for a page that the user has allowed; none for anybody else. */
export function crossOriginHeaders(
  headers: Headers,
  rules: OriginRules,
): Readonly<Record<string, string>> {
  const origin = headers.get("origin");
  if (origin === null || !isOriginAllowed(headers, rules)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "*",
    vary: "origin",
  };
}

/** The answer to a preflight that has passed the door. */
export function preflightHeaders(
  headers: Headers,
  rules: OriginRules,
): Readonly<Record<string, string>> {
  const allowed = crossOriginHeaders(headers, rules);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    "access-control-allow-methods": "GET, HEAD, POST, OPTIONS",
    "access-control-allow-headers": headers.get("access-control-request-headers") ?? "",
    "access-control-max-age": "600",
  };
}
