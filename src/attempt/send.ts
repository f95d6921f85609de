/** One call to a provider: from the request's bytes to an answer that is worth relaying, or not. */
import type { Dialect } from "../base/dialect.ts";
import { failed, type Result } from "../base/result.ts";
import { connectionOptions } from "../provider/connection-options.ts";
import type { Account } from "../store/snapshot.ts";
import { Abandoned } from "./abandoned.ts";
import type { UpstreamAnswer } from "./answer.ts";
import { hideCredential } from "./hide-credential.ts";
import { openAnswer } from "./open-answer.ts";
import type { OpenInput, OpenOptions } from "./open-input.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Leave } from "./leave.ts";
import type { Gone, Trouble } from "./trouble.ts";
import { withDeadline } from "./with-deadline.ts";

export interface SendOptions extends OpenOptions {
  readonly fetch: (url: string, init: BunFetchRequestInit) => Promise<Response>;
  /** The next calls get new connections. */
  readonly renewConnections: () => void;
  /** Told of a call whose connection was dead: it is made once more, and stays one attempt. */
  readonly noteSentAgain: (account: Account) => void;
  readonly headersTimeoutMs: number;
}

export interface SendInput {
  readonly outgoing: Outgoing;
  readonly account: Account;
  readonly dialect: Dialect;
  readonly leave: Leave;
  /** Told what came of it, unless nobody waits for that any more. */
  readonly onResult?: (result: Result<UpstreamAnswer, Trouble>) => void;
}

export async function send(
  input: SendInput,
  options: SendOptions,
): Promise<Result<UpstreamAnswer, Trouble | Gone>> {
  const { leave, dialect, outgoing } = input;
  const { isStream } = outgoing;
  const takesEither = outgoing.crossing !== null;
  if (leave.reason !== null) return failed({ kind: "gone" });
  const { signal, abort } = abortWith(leave);

  const call = () =>
    withDeadline({
      deadlineMs: headersDeadline(input, options),
      expire: () => abort("no headers in time"),
      work: () => options.fetch(outgoing.url, fetchInit(input, signal)),
    });
  const first = await call();
  const isStale = isStaleConnection(first) && leave.reason === null;
  if (isStale) {
    // Where one kept connection was dead, the others may be as well.
    options.renewConnections();
    options.noteSentAgain(input.account);
  }
  const response = isStale ? await call() : first;
  const answer = response.ok
    ? await openAnswer({ response: response.value, dialect, isStream, takesEither, abort }, options)
    : response;
  if (leave.reason !== null) return failed({ kind: "gone" });
  input.onResult?.(answer);
  return answer.ok ? answer : failed(hideCredential(answer.failure, input.account));
}

/** Made apart: it lives as long as the stream, and would hold the request that `send` holds. */
function abortWith(leave: Leave): Pick<OpenInput, "abort"> & { signal: AbortSignal } {
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Abandoned(reason));
  // Stays for the whole exchange: the relay's cancel covers most leaves, this one the moments
  // in which no stream has been handed over yet.
  leave.on(() => abort("nobody waits any more"));
  return { signal: controller.signal, abort };
}

/** Headers of a stream belong to its begin; those of a whole answer come with its end. */
function headersDeadline(
  { outgoing: { isStream } }: SendInput,
  { headersTimeoutMs, firstContentTimeoutMs }: SendOptions,
): number {
  return isStream ? Math.min(headersTimeoutMs, firstContentTimeoutMs) : headersTimeoutMs;
}

/** A pooled connection that the provider closed in the same moment; Bun does not retry a POST. */
function isStaleConnection(result: Result<Response, Trouble>): boolean {
  return !result.ok && result.failure.kind === "connection" && result.failure.code === "ECONNRESET";
}

function fetchInit({ outgoing, account }: SendInput, signal: AbortSignal): BunFetchRequestInit {
  return {
    method: "POST",
    headers: outgoing.headers,
    body: outgoing.body as Uint8Array<ArrayBuffer>,
    // A redirect would carry key and prompt to an address that nobody has chosen.
    redirect: "manual",
    // Bun's own five-minute limit is coarse; the deadlines here are ours.
    timeout: false,
    signal,
    ...connectionOptions(outgoing.url, account),
  };
}
