/** What is learnt of models and servers, and for how long. */
import { minute } from "./units.ts";

export const learningLimits = {
  /** How often a model's tokens per byte are learnt anew, milliseconds... */
  tokenRateMs: minute,
  /** ...how long it is remembered beyond a restart, milliseconds... */
  tokenRateKeptMs: 30 * 24 * 60 * minute,
  /** ...and of how many models. */
  tokenRatesKept: 1_000,
  /** How long a field that a provider has refused is left out, milliseconds... */
  refusedFieldMs: 24 * 60 * minute,
  /** ...and of how many models at how many addresses it is remembered. */
  refusedFieldsKept: 1_000,
  /** How long a server's missing endpoint is not asked for again, milliseconds... */
  missingEndpointMs: 24 * 60 * minute,
  /** ...and at how many addresses that is remembered. */
  missingEndpointsKept: 1_000,
} as const;
