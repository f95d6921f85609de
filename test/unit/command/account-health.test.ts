/** What could go wrong: an account does not serve, and nobody can see why or until when. */
import { expect, test } from "bun:test";
import {
  describeDetails,
  describeHealth,
  type HealthFacts,
} from "../../../src/command/accounts/account-health.ts";
import type { WindowView } from "../../../src/quota/view-quota.ts";
import type { AccountListing } from "../../../src/store/manage-accounts.ts";
import type { Grant } from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

const grant: Grant = {
  hasRefreshToken: true,
  sharedFile: null,
  grantedAt: now - 60 * minute,
  refreshedAt: null,
  retryAt: null,
  isRejected: false,
  problem: null,
  problemSince: null,
};

function facts(account: Partial<AccountListing>, more: Partial<HealthFacts> = {}): HealthFacts {
  const { credential: _, ...base } = accountOf();
  const row = { status: "active", errorCount: 0, lastError: null, lastErrorAt: null };
  const listing = { ...base, ...row, lastUsedAt: "2026-11-22 11:55:00", hasCredential: true };
  return { account: { ...listing, ...account }, restsUntil: null, quota: null, ...more };
}

function oauth(changes: Partial<Grant>, expiresInMinutes: number): Partial<AccountListing> {
  return {
    authType: "oauth",
    tokenExpiresAt: now + expiresInMinutes * minute,
    grant: { ...grant, ...changes },
  };
}

const window: WindowView = {
  name: "5h",
  scope: "account",
  model: null,
  used: 0.4,
  remaining: null,
  limit: null,
  resetAt: now + 120 * minute,
  lengthMs: 300 * minute,
  status: "allowed",
  ageMs: 0,
  isOver: false,
  isUsedUp: false,
};

test.each([
  [facts({}), "ready", "", null],
  [facts({}, { restsUntil: now + 2 * minute }), "resting", "It rests for 2 min.", 2],
  [
    facts(
      { status: "error", errorCount: 1, lastError: "HTTP 500", lastErrorAt: "2026-11-22 11:59:00" },
      { restsUntil: now + minute },
    ),
    "resting",
    "It rests for 60 s. Last error, 60 s ago: HTTP 500",
    1,
  ],
  [facts(oauth({}, 60)), "ready", "", null],
  [facts(oauth({}, -1)), "token expired", "Its token is renewed with the next request.", 0],
  [
    facts(oauth({ retryAt: now + 5 * minute, problem: "HTTP 429." }, -1)),
    "token expired",
    "HTTP 429.",
    5,
  ],
  [
    facts(oauth({ retryAt: now + 5 * minute, problem: "HTTP 429." }, 60)),
    "not renewed",
    "HTTP 429.",
    5,
  ],
  [facts(oauth({ isRejected: true, problem: "Sign in." }, 60)), "sign in again", "Sign in.", null],
  [
    facts(oauth({ hasRefreshToken: false }, -1)),
    "token expired",
    "It has an expired token. Nothing can renew it: sign in with codegate login, or store a new token with codegate accounts set-key.",
    null,
  ],
  [facts({ ...oauth({ isRejected: true }, -1), enabled: false }), "off", "", null],
  [facts({ unusableReason: "No key." }), "cannot be used", "No key.", null],
] as const)("%#: the state, why, and when it is tried again", (given, word, why, minutes) => {
  const health = describeHealth(given, now);
  expect(health.state.word).toBe(word);
  expect(health.why).toBe(why);
  expect(health.nextTryAt).toBe(minutes === null ? null : now + minutes * minute);
});

test("a used-up quota is named with its reset", () => {
  const quota = { windows: [{ ...window, used: 1, isUsedUp: true }], overage: null, hasPlan: true };
  const health = describeHealth(facts({}, { quota }), now);
  expect(health).toMatchObject({ state: { word: "at its limit" }, nextTryAt: now + 120 * minute });
  expect(health.why).toBe("Its quota 5h is used up for 2 h.");
});

test("the details are one line", () => {
  const quota = {
    windows: [
      window,
      { ...window, name: "7d", scope: "model" as const, model: "opus", used: 0.125 },
    ],
    overage: null,
    hasPlan: true,
  };
  const health = describeHealth(facts(oauth({}, 180), { quota }), now);
  expect(describeDetails(health, now)).toBe(
    "Last success 5 min ago; token good for 3 h; quota 5h 40%, 7d opus 13%.",
  );
  const waiting = oauth({ retryAt: now + minute, problem: "P.", problemSince: now - minute }, 180);
  expect(describeDetails(describeHealth(facts({ ...waiting, lastUsedAt: null }), now), now)).toBe(
    "So for 60 s; tried again in 60 s; token good for 3 h.",
  );
});
