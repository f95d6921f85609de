/** Joins a provider's address and an endpoint's path. */
import type { Operation } from "../admit/find-endpoint.ts";
import { limits } from "../base/limits.ts";

const paths: Readonly<Record<Operation, string>> = {
  messages: "/v1/messages",
  count_tokens: "/v1/messages/count_tokens",
  chat: "/v1/chat/completions",
  responses: "/v1/responses",
  input_tokens: "/v1/responses/input_tokens",
  compact: "/v1/responses/compact",
};

const googleHost = "generativelanguage.googleapis.com";

export interface UrlParts {
  /** Base address, with or without a version segment or trailing slashes. */
  readonly base: string;
  readonly operation: Operation;
  /** The client's query string with its "?", or "". */
  readonly query: string;
  /** The provider's paths have no version segment. */
  readonly unversioned: boolean;
}

/** The address of an upstream call, such as `https://api.z.ai/api/coding/paas/v4/chat/completions`. */
export function buildUrl({ base, operation, query, unversioned }: UrlParts): string {
  const { long, short } = addressesOf(base);
  return (unversioned ? short : long)[operation] + query;
}

type Addresses = Readonly<Record<Operation, string>>;

interface KnownBase {
  /** With a version segment: the base's own, or else ours. */
  readonly long: Addresses;
  /** Without ours. */
  readonly short: Addresses;
}

/** Every request asks for the address of an account, and to take one apart costs microseconds. */
const known = new Map<string, KnownBase>();

function addressesOf(base: string): KnownBase {
  const found = known.get(base);
  if (found !== undefined) return found;
  const root = withoutTrailingSlashes(atGoogle(base));
  const short = addresses((path) => root + path.slice("/v1".length));
  const made = { short, long: hasVersion(root) ? short : addresses((path) => root + path) };
  if (known.size >= limits.addressesRemembered) known.clear();
  known.set(base, made);
  return made;
}

function addresses(address: (path: string) => string): Addresses {
  const made: Record<string, string> = {};
  for (const [operation, path] of Object.entries(paths)) made[operation] = address(path);
  return made as Addresses;
}

/**
 * True for `.../v1`, `.../paas/v4`, and for the gateways that put an OpenAI door below a version
 * segment (`.../v1beta/openai`). A version elsewhere in the path is somebody's prefix.
 */
function hasVersion(root: string): boolean {
  const segments = new URL(root).pathname.split("/");
  const last = segments.at(-1) ?? "";
  return isVersion(last) || (last === "openai" && segments.some(isVersion));
}

function isVersion(segment: string): boolean {
  return /^v\d+(?:alpha\d*|beta\d*)?$/.test(segment);
}

/** Gemini's OpenAI door is below /v1beta/openai, whatever part of it the user has written. */
function atGoogle(base: string): string {
  const url = new URL(base);
  return url.host === googleHost && !url.pathname.includes("/openai")
    ? `${url.origin}/v1beta/openai`
    : base;
}

function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "/") end--;
  return text.slice(0, end);
}
