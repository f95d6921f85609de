/** A question about a response that an account's provider keeps: no model answers, nothing is paid. */
import { limits } from "../base/limits.ts";
import type { Result } from "../base/result.ts";
import { success } from "../base/result.ts";
import { connectionOptions } from "../provider/connection-options.ts";
import type { Account } from "../store/snapshot.ts";
import { Abandoned } from "./abandoned.ts";
import { hideInBytes } from "./hide-credential.ts";
import { readWhole } from "./read-all.ts";
import type { SendOptions } from "./send.ts";
import type { Trouble } from "./trouble.ts";
import { withDeadline } from "./with-deadline.ts";

export interface KeeperCall {
  readonly method: "GET" | "DELETE";
  readonly url: string;
  readonly headers: Headers;
  readonly account: Account;
  /** Aborts when the client goes away. */
  readonly leaveSignal: AbortSignal;
}

export interface KeeperAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export async function askKeeper(
  call: KeeperCall,
  options: SendOptions,
): Promise<Result<KeeperAnswer, Trouble>> {
  const { method, url, headers, account, leaveSignal } = call;
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Abandoned(reason));
  leaveSignal.addEventListener("abort", () => abort("nobody waits any more"), { once: true });
  const response = await withDeadline({
    deadlineMs: options.headersTimeoutMs,
    expire: () => abort("no headers in time"),
    work: () =>
      options.fetch(url, {
        method,
        headers,
        // A redirect would carry the key to an address that nobody has chosen.
        redirect: "manual",
        timeout: false,
        signal: controller.signal,
        ...connectionOptions(url, account),
      }),
  });
  if (!response.ok) return response;
  const { status, headers: told } = response.value;
  const body = await readWhole({
    response: response.value,
    limitBytes: limits.wholeAnswerBytes,
    idleTimeoutMs: options.idleTimeoutMs,
    abort,
  });
  if (!body.ok) return body;
  return success({ status, headers: told, bytes: hideInBytes(body.value, account.credential) });
}
