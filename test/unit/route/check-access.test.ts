/** What could go wrong: a subscription serves a client it does not cover, or a tenant it is not for. */
import { describe, expect, test } from "bun:test";
import type { Caller } from "../../../src/admit/identify-caller.ts";
import { identifyClient } from "../../../src/admit/identify-client.ts";
import { checkAccess } from "../../../src/route/check-access.ts";
import type { Account, Grant } from "../../../src/store/snapshot.ts";
import { accountOf } from "../../support/account.ts";

const now = 1_790_000_000_000;
const local: Caller = { kind: "local" };
const global: Caller = { kind: "global" };

function tenant(name: string): Caller {
  const facts = { enabled: true, configId: null, rateLimit: 0, settings: new Map() };
  return { kind: "tenant", tenant: { id: `id-${name}`, name, ...facts } };
}

function skipOf(account: Account, client: string | null = null, caller: Caller = local) {
  return checkAccess(account, { caller, client }, now)?.kind ?? null;
}

const healthy: Grant = {
  hasRefreshToken: true,
  sharedFile: null,
  grantedAt: null,
  refreshedAt: null,
  retryAt: null,
  isRejected: false,
  problem: null,
  problemSince: null,
};

describe("clients are known by what they say of themselves, whatever their version", () => {
  test.each([
    ["claude-cli/2.1.330 (external, cli)", "claude-code"],
    ["claude-cli/9.0.0-beta (external, sdk-ts)", "claude-code"],
    ["codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)", "codex"],
    ["codex_cli_rs/1.0.0", "codex"],
    ["opencode/1.18.33 ai-sdk/provider-utils/4.0.46 runtime/bun/1.3.14", "opencode"],
    ["QwenCode/0.15.10 (linux; x64)", "qwen-code"],
    ["OpenAI/JS 7.57.0", null],
    ["not-claude-cli/1.0", null],
    ["", null],
  ])("%s", (userAgent, name) => {
    expect(identifyClient(new Headers({ "user-agent": userAgent }))).toBe(name);
  });
});

describe("a Claude subscription serves Claude Code only", () => {
  const subscription = accountOf({ authType: "oauth" });
  test.each([
    ["claude-code", null],
    ["opencode", "client"],
    [null, "client"],
  ] as const)("%s", (client, kind) => {
    expect(skipOf(subscription, client)).toBe(kind);
  });

  test("also when its token was stored as a key, and when the setting names others", () => {
    expect(skipOf(accountOf({ credential: "sk-ant-oat01-x" }), "opencode")).toBe("client");
    expect(skipOf(accountOf({ ...subscription, allowedClients: ["opencode"] }), "opencode")).toBe(
      "client",
    );
  });

  test("keys, and other providers' tokens, serve everybody", () => {
    expect(skipOf(accountOf(), "opencode")).toBeNull();
    expect(skipOf(accountOf({ provider: "openai_sub", authType: "oauth" }), null)).toBeNull();
  });
});

test("a setting keeps an account for some clients", () => {
  const account = accountOf({ allowedClients: ["codex", "opencode"] });
  expect(skipOf(account, "codex")).toBeNull();
  expect(skipOf(account, "claude-code")).toBe("client");
  expect(skipOf(account, null)).toBe("client");
  expect(skipOf(accountOf({ allowedClients: [] }), "codex")).toBe("client");
});

test("a setting keeps an account for some callers, by name or id", () => {
  const account = accountOf({ allowedTenants: ["Alice", "id-Bob", "local"] });
  expect(skipOf(account, null, tenant("Alice"))).toBeNull();
  expect(skipOf(account, null, tenant("Bob"))).toBeNull();
  expect(skipOf(account, null, local)).toBeNull();
  expect(skipOf(account, null, tenant("Eve"))).toBe("tenant");
  expect(skipOf(account, null, global)).toBe("tenant");
});

function expired(grant: Partial<Grant>): Account {
  const facts = { provider: "openai_sub", authType: "oauth", tokenExpiresAt: now - 1 } as const;
  return accountOf({ ...facts, grant: { ...healthy, ...grant } });
}

function check(grant: Partial<Grant>) {
  return checkAccess(expired(grant), { caller: local, client: null }, now);
}

describe("an account whose token is over", () => {
  test("is asked when its token can be renewed", () => {
    expect(check({})).toBeNull();
    expect(check({ retryAt: now - 1, problem: "The token endpoint failed." })).toBeNull();
  });

  test("is passed over with the reason and the wait when it cannot be renewed yet", () => {
    const skip = check({ retryAt: now + 60_000, problem: "No more refreshes for now." });
    expect(skip).toMatchObject({ kind: "token", waitMs: 60_000 });
    expect(skip?.reason).toContain("No more refreshes for now.");
  });

  test("is passed over with what to do when nobody can renew it", () => {
    expect(check({ isRejected: true, problem: "Sign in again." })).toMatchObject({
      kind: "token",
      waitMs: null,
      reason: expect.stringContaining("Sign in again."),
    });
    expect(check({ hasRefreshToken: false })?.reason).toContain("codegate login");
  });

  test("is asked when it follows a file that may have changed", () => {
    expect(check({ hasRefreshToken: false, sharedFile: "/f" })).toBeNull();
    expect(check({ sharedFile: "/f", problem: "The file is gone." })).toMatchObject({
      kind: "token",
    });
  });
});
