import { readError, statusOfError } from "../attempt/read-error.ts";
import { statusOf } from "../base/refusal.ts";
import type { StreamEnd, StreamFailure } from "../relay/relay-stream.ts";

const failures: Readonly<Record<StreamFailure, number>> = {
  cut: statusOf("bad_gateway"),
  "too large": statusOf("bad_gateway"),
  stalled: statusOf("timeout"),
  stopped: statusOf("unavailable"),
};

/** The status that a stream's end would have had, where it is another than that of its begin. */
export function statusOfEnd({ outcome, facts }: StreamEnd): { readonly status?: number } {
  // It may have left because it had what it wanted.
  if (outcome === "success" || outcome === "client left") return {};
  if (outcome !== "error in stream") return { status: failures[outcome] };
  return { status: statusOfError(readError(facts.error)) };
}
