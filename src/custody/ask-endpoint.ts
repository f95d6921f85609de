/** One call to a token endpoint. */
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { version } from "../base/version.ts";
import { connectionOptions } from "../provider/connection-options.ts";
import type { Account } from "../store/snapshot.ts";
import { readTokenAnswer, type TokenAnswer } from "./read-token-answer.ts";
import type { TokenRequest } from "./token-request.ts";

export interface EndpointRooms {
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timeoutMs: number;
}

/** The account's proxy and certificates hold for its tokens too. */
export type Way = Pick<Account, "proxyUrl" | "caCertificates">;

/**
 * Fails with a few words when no whole answer came: whether the endpoint has acted on the request
 * is then not known.
 */
export async function askEndpoint(
  { url, contentType, body, secrets }: TokenRequest,
  way: Way,
  { fetch, now, timeoutMs }: EndpointRooms,
): Promise<Result<TokenAnswer, string>> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": contentType,
        accept: "application/json",
        "user-agent": `codegate/${version}`,
      },
      body,
      // A redirect would carry the refresh token to an address that nobody has chosen.
      redirect: "manual",
      timeout: false,
      signal: controller.signal,
      ...connectionOptions(url, way),
    });
    const text = await readText(response);
    if (text === null) return failed("its answer is too large");
    const retryAfterMs = readRetryAfter(response.headers);
    const { status } = response;
    return success(
      readTokenAnswer({ status, retryAfterMs, text: hide(text, secrets, status), now: now() }),
    );
  } catch (error) {
    if (controller.signal.aborted) return failed("it did not answer in time");
    // Bun gives its connection errors a string code; anything else is a mistake of ours.
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== "string") throw error;
    return failed(`it cannot be reached (${code})`);
  } finally {
    clearTimeout(timer);
  }
}

/** Null when it is too large to be what was asked for. */
async function readText({ body }: Response): Promise<string | null> {
  if (body === null) return "";
  const parts: Uint8Array[] = [];
  let total = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts).toString();
    total += value.length;
    parts.push(value);
    if (total <= limits.tokenAnswerBytes) continue;
    await reader.cancel();
    return null;
  }
}

/** An error may quote what was sent; its words are stored and shown. */
function hide(text: string, secrets: readonly string[], status: number): string {
  if (status < 400) return text;
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "(hidden)"), text);
}

/** Seconds only: endpoints that send a date are not known. */
function readRetryAfter(headers: Headers): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : null;
}
