/** Asks a server which models it has, for accounts of which the price table knows nothing. */
import { jsonOr } from "../../base/json-or.ts";
import { unknownServed } from "../../base/served.ts";
import { readAll } from "../../attempt/read-all.ts";
import { readError } from "../../attempt/read-error.ts";
import type { Trouble } from "../../attempt/trouble.ts";
import { withDeadline } from "../../attempt/with-deadline.ts";
import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";
import { buildHeaders } from "../../provider/build-headers.ts";
import { buildUrl } from "../../provider/build-url.ts";
import { connectionOptions } from "../../provider/connection-options.ts";
import { findOffer, providerOf } from "../../provider/find-offer.ts";
import type { Account } from "../../store/snapshot.ts";
import { fieldsOf } from "../../base/json-fields.ts";
import type { TestRooms } from "./test-account.ts";

/** The first model of GET /v1/models; null when the server has no such list. */
export async function findServedModel(
  account: Account,
  { fetch }: TestRooms,
): Promise<Result<string | null, Trouble>> {
  const provider = providerOf(account);
  const dialect = provider.primary;
  const offer = findOffer(account, dialect);
  if (offer === null || !provider.listsModels) return success(null);
  const { unversioned } = provider;
  const chatUrl = buildUrl({ base: offer.base, operation: "chat", query: "", unversioned });
  const url = chatUrl.replace(/\/chat\/completions$/, "/models");
  const controller = new AbortController();
  const abort = () => controller.abort();
  const deadlineMs = limits.accountTestTimeoutMs;
  const headers = buildHeaders({ client: new Headers(), account, auth: offer.auth, dialect });
  const { signal } = controller;
  const response = await withDeadline({
    deadlineMs,
    expire: abort,
    work: () =>
      fetch(url, {
        headers,
        signal,
        redirect: "manual",
        timeout: false,
        ...connectionOptions(url, account),
      }),
  });
  if (!response.ok) return response;
  const { status, headers: answered, body } = response.value;
  const reader = body?.getReader() ?? null;
  const limitBytes = limits.errorAnswerBytes;
  const read = await readAll({ reader, limitBytes, idleTimeoutMs: deadlineMs, abort });
  if (!read.ok) return success(null);
  if (status === 401) {
    const answer = {
      kind: "whole",
      served: unknownServed,
      status,
      headers: answered,
      usage: undefined,
      converted: null,
    } as const;
    return failed({
      kind: "refused",
      status,
      answer: { ...answer, bytes: read.value },
      error: readError(undefined),
    });
  }
  return success(response.value.ok ? firstModel(read.value) : null);
}

function firstModel(bytes: Uint8Array): string | null {
  // It may be a web page, for example.
  const { data } = fieldsOf(jsonOr(new TextDecoder().decode(bytes), null));
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  const { id } = fieldsOf(first);
  return typeof id === "string" && id !== "" ? id : null;
}
