/** How much is kept and for how long, by the settings of the database. */
import { limits } from "../base/limits.ts";
import { logDays, positive } from "../store/log-retention.ts";

export interface BodyLimits {
  /** Most bytes of all files together. */
  readonly bytes: number;
  readonly days: number;
}

/** Setting: megabytes of all kept bodies together. */
export const bodiesSetting = "codegate_bodies_megabytes";

const megabyte = 1_024 * 1_024;

export function readBodyLimits(settings: ReadonlyMap<string, string>): BodyLimits {
  const bytes = (positive(settings.get(bodiesSetting)) ?? 0) * megabyte;
  return {
    bytes: bytes === 0 ? limits.bodiesBytes : Math.max(bytes, limits.bodiesLeastBytes),
    days: logDays(settings),
  };
}
