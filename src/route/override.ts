/** For callers who want to choose themselves: `x-codegate-config` and `x-codegate-account`. */
import type { Caller } from "../admit/identify-caller.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Account, RoutingConfig, Snapshot } from "../store/snapshot.ts";

/** Tenant setting that lets a tenant choose; everybody else who is let in may. */
export const overrideSetting = "allow_route_override";

export interface Override {
  readonly account: Account | null;
  readonly config: RoutingConfig | null;
}

const none: Override = { account: null, config: null };

/** What the headers ask for. Names and ids are both understood; names percent-encoded if need be. */
export function readOverride(
  headers: Headers,
  caller: Caller,
  snapshot: Snapshot,
): Result<Override, Refusal> {
  const account = headers.get("x-codegate-account");
  const config = headers.get("x-codegate-config");
  if (account === null && config === null) return success(none);
  if (caller.kind === "tenant" && caller.tenant.settings.get(overrideSetting) !== "true") {
    const message = `Tenant "${caller.tenant.name}" may not choose accounts or configs (${overrideSetting}).`;
    return failed({ kind: "permission", message, retryable: false });
  }
  const foundAccount = find(account, snapshot.accounts);
  const foundConfig = find(config, snapshot.configs);
  if (account !== null && foundAccount === null) return failed(unknown("account", account));
  if (config !== null && foundConfig === null) return failed(unknown("config", config));
  return success({ account: foundAccount, config: foundConfig });
}

function find<Named extends { readonly name: string }>(
  wanted: string | null,
  all: ReadonlyMap<string, Named>,
): Named | null {
  if (wanted === null) return null;
  const name = decoded(wanted);
  return all.get(name) ?? [...all.values()].find((each) => each.name === name) ?? null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function unknown(what: string, name: string): Refusal {
  const message = `There is no ${what} named "${decoded(name)}" (x-codegate-${what}).`;
  return { kind: "invalid_request", message, retryable: false };
}
