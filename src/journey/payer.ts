/** Whose budgets a request is counted against. */
import { callerIdOf, type Caller } from "../admit/identify-caller.ts";
import type { Payer } from "../budget/budgets.ts";
import type { Home } from "./find-home.ts";

export function payerOf(
  caller: Caller,
  home: Home | null,
): Payer & { readonly callerName: string } {
  return {
    callerId: callerIdOf(caller),
    callerName: caller.kind === "tenant" ? caller.tenant.name : caller.kind,
    conversation: home?.session ?? null,
  };
}
