/** A call whose answer goes on, without the bytes of its request. */
import type { Attempt } from "./attempt.ts";
import type { Outgoing } from "./outgoing.ts";

/** What rows say of an attempt; every attempt is one. */
export interface Called extends Omit<Attempt, "outgoing"> {
  readonly outgoing: Pick<Outgoing, "dialect" | "mutations"> & {
    /** Null = nobody will ask for it. */
    readonly body: Uint8Array | null;
    /** With the credential that no log may show; null = nothing is logged that could. */
    readonly headers: Headers | null;
  };
}

export interface Wanted {
  /** The request is to be kept... */
  readonly keepsBodies: boolean;
  /** ...or what was said, in rows. */
  readonly logsBodies: boolean;
}

/**
 * A stream goes on for minutes, with many others beside it: what is needed at its end must not hold
 * its request, unless that is to be kept.
 */
export function calledBy(attempt: Attempt, { keepsBodies, logsBodies }: Wanted): Called {
  const { dialect, mutations } = attempt.outgoing;
  const body = keepsBodies ? attempt.outgoing.body : null;
  const headers = keepsBodies || logsBodies ? attempt.outgoing.headers : null;
  return { ...attempt, outgoing: { dialect, mutations, body, headers } };
}
