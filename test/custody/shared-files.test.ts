/** What could go wrong: two clients renew one sign-in, and the provider ends it for both. */
import { expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCredentials } from "../../src/custody/credential-file.ts";
import { idOf } from "../support/data-directory.ts";
import { minute, oauthSeed, start, startCustody, type CustodyRig } from "../support/custody-rig.ts";

function claudeFile(token: string, minutes = 60): string {
  return JSON.stringify({
    claudeAiOauth: {
      accessToken: token,
      refreshToken: "refresh-of-claude-code",
      expiresAt: start + minutes * minute,
      scopes: ["user:inference"],
      subscriptionType: "max",
    },
  });
}

function jwt(claims: object): string {
  return `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

/** Makes an account one that follows a file in the data directory. */
function follow(rig: CustodyRig, name = "Max"): string {
  const path = join(rig.data.path, `credentials-of-${name}.json`);
  rig.data.database.run("INSERT INTO codegate_grants (account_id, shared_file) VALUES (?, ?)", [
    idOf(name),
    path,
  ]);
  return path;
}

test("a new token in the followed file is used by the next request, and nothing is renewed", async () => {
  await using rig = await startCustody(oauthSeed(-1, { refreshToken: undefined }));
  const path = follow(rig);
  writeFileSync(path, claudeFile("shared-1"));
  expect((await rig.custody.current(rig.account())).credential).toBe("shared-1");
  rig.advance(61 * minute);
  writeFileSync(path, claudeFile("shared-22", 120));
  expect((await rig.custody.current(rig.account())).credential).toBe("shared-22");
  expect(rig.account().tokenExpiresAt).toBe(start + 120 * minute);
  expect(rig.calls).toEqual([]);
  expect(readFileSync(path, "utf8")).toBe(claudeFile("shared-22", 120));
  expect(rig.data.rows("SELECT refresh_token_enc FROM accounts")).toEqual([
    { refresh_token_enc: null },
  ]);
});

test("a followed account is never refreshed, even when its row holds a refresh token", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  const path = follow(rig);
  writeFileSync(path, claudeFile("access-0", -1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(await rig.custody.renew(rig.account(), "access-0")).toBe(false);
  rig.custody.start();
  await rig.custody.close();
  expect(rig.calls).toEqual([]);
});

test("a refused token is looked up in the file again", async () => {
  await using rig = await startCustody(oauthSeed(60));
  const path = follow(rig);
  writeFileSync(path, claudeFile("access-0"));
  await rig.custody.current(rig.account());
  rig.advance(2_000);
  writeFileSync(path, claudeFile("shared-1"));
  expect(await rig.custody.renew(rig.account(), "access-0")).toBe(true);
});

test("another person's sign-in in the file is not taken over", async () => {
  const seed = { provider: "openai_sub", externalAccountId: "mine", refreshToken: undefined };
  await using rig = await startCustody(oauthSeed(60, seed));
  const path = follow(rig);
  const token = jwt({ exp: start / 1_000 + 600 });
  writeFileSync(path, JSON.stringify({ tokens: { access_token: token, account_id: "other" } }));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(rig.account().grant?.problem).toContain("another account's sign-in");
});

test("two accounts never become one", async () => {
  await using rig = await startCustody(
    oauthSeed(60, { refreshToken: undefined }),
    oauthSeed(60, { name: "Second", key: "second" }),
  );
  const path = follow(rig);
  writeFileSync(path, claudeFile("second"));
  expect((await rig.custody.current(rig.account("Max"))).credential).toBe("access-0");
  expect(rig.account("Max").grant?.problem).toContain('the token of account "Second"');
});

test("a file that is gone or broken is said, once, and the last token stays in use", async () => {
  await using rig = await startCustody(oauthSeed(60, { refreshToken: undefined }));
  const path = follow(rig);
  await rig.custody.current(rig.account());
  expect(rig.account().grant?.problem).toContain("is not there");
  rig.advance(2_000);
  await rig.custody.current(rig.account());
  expect(rig.log.length).toBe(1);
  rig.advance(2_000);
  writeFileSync(path, "{");
  await rig.custody.current(rig.account());
  expect(rig.account()).toMatchObject({ credential: "access-0" });
  expect(rig.account().grant?.problem).toContain("holds no sign-in");
  rig.advance(2_000);
  writeFileSync(path, claudeFile("shared-1"));
  await rig.custody.current(rig.account());
  expect(rig.account()).toMatchObject({ credential: "shared-1", grant: { problem: null } });
  rmSync(path);
});

test("both clients' files are understood", () => {
  expect(parseCredentials(claudeFile("token"))).toMatchObject({
    provider: "anthropic",
    accessToken: "token",
    plan: "max",
    expiresAt: start + 60 * minute,
  });
  const access = jwt({ exp: 1_700_000_000 });
  const identity = jwt({
    email: "a@b.test",
    "https://api.openai.com/auth": { chatgpt_account_id: "acct", chatgpt_plan_type: "pro" },
  });
  const codex = { OPENAI_API_KEY: null, tokens: { access_token: access, id_token: identity } };
  expect(parseCredentials(JSON.stringify(codex))).toEqual({
    provider: "openai_sub",
    client: "Codex",
    accessToken: access,
    expiresAt: 1_700_000_000_000,
    externalAccountId: "acct",
    email: "a@b.test",
    plan: "pro",
  });
  for (const text of ["", "[]", "{}", '{"claudeAiOauth":{"accessToken":"a b"}}', '{"tokens":[]}']) {
    expect(parseCredentials(text)).toBeNull();
  }
});
