import { readQuota } from "../../src/quota/read-quota.ts";
import type { QuotaReport, QuotaWindow } from "../../src/quota/quota-report.ts";
import { otherHeaders, quotaTime } from "./quota-headers.ts";

export type Fields = Readonly<Record<string, string>>;

/** What an answer with these headers says; fails when that is nothing. */
export function reportOf(fields: Fields, now = quotaTime): QuotaReport {
  const report = readQuota(new Headers({ ...otherHeaders, ...fields }), now);
  if (report === null) throw new Error("nothing was read");
  return report;
}

/** By name, what is said of a window besides nulls. */
export function windowsOf(fields: Fields): Record<string, Partial<QuotaWindow>> {
  const entries = reportOf(fields).windows.map(({ name, ...rest }) => {
    const said = Object.entries(rest).filter(([, value]) => value !== null && value !== false);
    return [name, Object.fromEntries(said)] as const;
  });
  return Object.fromEntries(entries);
}
