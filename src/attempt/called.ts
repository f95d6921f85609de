/** A call whose answer goes on, without the bytes of its request. */
import type { Attempt } from "./attempt.ts";
import type { Outgoing } from "./outgoing.ts";

/** What rows say of an attempt; every attempt is one. */
export interface Called extends Omit<Attempt, "outgoing"> {
  readonly outgoing: Pick<Outgoing, "dialect" | "headers" | "mutations"> & {
    /** Null = nobody will ask for it. */
    readonly body: Uint8Array | null;
  };
}

/**
 * A stream goes on for minutes, with many others beside it: what is needed at its end must not hold
 * its request, unless that is to be kept.
 */
export function calledBy(attempt: Attempt, keepsBody: boolean): Called {
  const { dialect, headers, mutations, body } = attempt.outgoing;
  return { ...attempt, outgoing: { dialect, headers, mutations, body: keepsBody ? body : null } };
}
