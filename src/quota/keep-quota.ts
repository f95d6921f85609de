/** The quotas of every account, from what their answers said. */
import { limits } from "../base/limits.ts";
import {
  assessLasting,
  assessQuota,
  nothingKnown,
  unknownAssessment,
  type LastingAssessment,
  type QuotaAssessment,
} from "./assess-quota.ts";
import { familyOf } from "./family-of.ts";
import type { QuotaReport } from "./quota-report.ts";
import { mergeQuotas, quotaOf, unknownQuota, type AccountQuota } from "./quota-state.ts";
import { formatQuota, parseQuota } from "./save-quota.ts";
import { viewQuota, type QuotaView } from "./view-quota.ts";

/** Kind of the hints that quotas are saved as; their key is the account id. */
export const quotaHints = "quota";

export interface Quotas {
  /** Takes in what an answer to a request for `model` said, whatever its HTTP status. */
  note(accountId: string, model: string, report: QuotaReport): void;
  /** Everything that is to be said of an account, for people. */
  assess(accountId: string, model: string): QuotaAssessment;
  /** What of it holds for a while: routing asks for every account with every request. */
  lasting(accountId: string, model: string, at: number): LastingAssessment;
  /** What is known, for people; null when nothing is. */
  view(accountId: string): QuotaView | null;
  /** Adds what was saved, where it is newer. Done once at the start; again does no harm. */
  load(): void;
  /** What another worker of this gateway has saved of an account; null = nothing holds any more. */
  adopt(accountId: string, value: string | null): void;
  /** Saves what is not saved yet: before a stop. */
  flush(): void;
  /** A person says that what is known is wrong; null = of every account. */
  forget(accountId: string | null): void;
}

export interface QuotaOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Keeps JSON under a key (an account id) beyond a restart. */
  readonly save: (key: string, value: string, expiresAt: number) => void;
  /** What `save` was given, by this process or an earlier one. */
  readonly load: () => readonly { readonly key: string; readonly value: string }[];
}

interface Kept {
  quota: AccountQuota;
  /** What `quota` meant when it was last asked, by model family. */
  readonly lasting: Map<string, LastingAssessment>;
  /** Something was said since it was saved last, however little. */
  hasNews: boolean;
  /** Of what was saved last; null = nothing. */
  outline: string | null;
  /** When it was last looked at whether there is something to save. */
  checkedAt: number;
}

export function createQuotas({ now, save, load }: QuotaOptions): Quotas {
  /** The account that was heard of last comes last. */
  const accounts = new Map<string, Kept>();
  const saver = createSaver({ accounts, now, save });
  /** Of the last question: routing asks for one model with every account. */
  let asked = { model: "", family: "" };

  function add(accountId: string, quota: AccountQuota): Kept {
    const kept = accounts.get(accountId) ?? nothingKept();
    kept.quota = mergeQuotas(kept.quota, quota);
    kept.lasting.clear();
    accounts.delete(accountId);
    accounts.set(accountId, kept);
    const [oldest] = accounts.size > limits.quotaAccounts ? accounts.keys() : [];
    if (oldest !== undefined) accounts.delete(oldest);
    return kept;
  }

  function loadSaved(): void {
    for (const { key, value } of load()) {
      const quota = parseQuota(value, now());
      if (quota === null) continue;
      const isNew = !accounts.has(key);
      const kept = add(key, quota);
      if (isNew) kept.outline = formatQuota(kept.quota, now())?.outline ?? null;
    }
  }

  function familyAsked(model: string): string {
    if (asked.model !== model) asked = { model, family: familyOf(model) };
    return asked.family;
  }

  loadSaved();
  return {
    note(accountId, model, report) {
      add(accountId, quotaOf(report, model)).hasNews = true;
      saver.add(accountId);
      saver.saveDue(limits.quotaSaveIntervalMs);
    },
    assess(accountId, model) {
      const kept = accounts.get(accountId);
      if (kept === undefined) return unknownAssessment;
      return assessQuota(kept.quota, familyAsked(model), now());
    },
    lasting(accountId, model, at) {
      const kept = accounts.get(accountId);
      return kept === undefined ? nothingKnown : lastingOf(kept, familyAsked(model), at);
    },
    view(accountId) {
      const kept = accounts.get(accountId);
      return kept === undefined ? null : viewQuota(kept.quota, now());
    },
    load: loadSaved,
    adopt(accountId, value) {
      const quota = value === null ? null : parseQuota(value, now());
      if (value === null) accounts.delete(accountId);
      else if (quota !== null) add(accountId, quota);
    },
    flush: saver.saveAll,
    forget(accountId) {
      if (accountId === null) accounts.clear();
      else accounts.delete(accountId);
    },
  };
}

function nothingKept(): Kept {
  return { quota: unknownQuota, lasting: new Map(), hasNews: false, outline: null, checkedAt: 0 };
}

function lastingOf({ quota, lasting }: Kept, family: string, now: number): LastingAssessment {
  const known = lasting.get(family);
  if (known !== undefined && known.from <= now && now < known.until) return known;
  const assessed = assessLasting(quota, family, now);
  // Families of other vendors are whatever name a client asks for.
  if (lasting.size >= limits.quotaFamiliesPerAccount) lasting.clear();
  lasting.set(family, assessed);
  return assessed;
}

interface Saver {
  /** There is news of this account, perhaps worth saving. */
  add(accountId: string): void;
  /** Saves the news of accounts that were not looked at for this long. */
  saveDue(intervalMs: number): void;
  /** Saves all news, also what is too little to be worth it while the process goes on. */
  saveAll(): void;
}

function createSaver(
  options: Pick<QuotaOptions, "now" | "save"> & { readonly accounts: ReadonlyMap<string, Kept> },
): Saver {
  const { accounts, now, save } = options;
  const waiting = new Set<string>();

  function saveOne(accountId: string, kept: Kept, isLast = false): void {
    kept.checkedAt = now();
    const saved = formatQuota(kept.quota, now());
    if (saved === null || (saved.outline === kept.outline && !isLast)) return;
    kept.outline = saved.outline;
    kept.hasNews = false;
    save(accountId, saved.value, saved.expiresAt);
  }

  return {
    add: (accountId) => {
      waiting.add(accountId);
    },
    saveDue(intervalMs) {
      for (const accountId of waiting) {
        const kept = accounts.get(accountId);
        // A clock that was set back must not end all saving.
        const pause = kept === undefined ? Infinity : Math.abs(now() - kept.checkedAt);
        if (pause < intervalMs) continue;
        waiting.delete(accountId);
        if (kept !== undefined) saveOne(accountId, kept);
      }
    },
    saveAll() {
      waiting.clear();
      for (const [accountId, kept] of accounts) if (kept.hasNews) saveOne(accountId, kept, true);
    },
  };
}
