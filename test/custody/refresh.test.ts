/** What could go wrong: a token runs out, is renewed twice, or is used before it is safe. */
import { expect, test } from "bun:test";
import {
  connectionError,
  minute,
  oauthSeed,
  start,
  startCustody,
  tokens,
} from "../support/custody-rig.ts";

test("a token with more than five minutes left is used as it is", async () => {
  await using rig = await startCustody(oauthSeed(6));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(rig.calls).toEqual([]);
});

test("within five minutes of its end it serves on while it is renewed", async () => {
  await using rig = await startCustody(oauthSeed(4));
  rig.answer(tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  await rig.custody.close();
  expect(rig.calls.length).toBe(1);
  expect(rig.account()).toMatchObject({
    credential: "access-1",
    tokenExpiresAt: start + 60 * minute,
  });
});

test("a token that is over is waited for, stored and then used", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1), tokens(2));
  const planned = rig.account();
  expect((await rig.custody.current(planned)).credential).toBe("access-1");
  const [row] = rig.data.rows<Record<string, string>>("SELECT * FROM accounts");
  expect(row).toMatchObject({ status: "active" });
  expect(JSON.stringify(row)).not.toContain("access-1");
  expect(JSON.stringify(row)).not.toContain("refresh-1");
  rig.advance(61 * minute);
  // A plan may be as old as this; the token that goes out is not.
  expect((await rig.custody.current(planned)).credential).toBe("access-2");
  expect(rig.calls.map(({ fields }) => fields["refresh_token"])).toEqual([
    "refresh-0",
    "refresh-1",
  ]);
});

test("twenty requests at once cause one refresh", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1));
  const other = rig.another();
  const asked = Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? rig.custody : other).current(rig.account()),
  );
  const used = (await Promise.all(asked)).map(({ credential }) => credential);
  expect(new Set(used)).toEqual(new Set(["access-1"]));
  expect(rig.calls.length).toBe(1);
});

test("each provider's refresh token goes to its own address, in its own form", async () => {
  await using rig = await startCustody(
    oauthSeed(-1),
    oauthSeed(-1, { name: "Plus", provider: "openai", externalAccountId: "acct" }),
    oauthSeed(-1, { name: "Sub", provider: "openai_sub" }),
    oauthSeed(-1, { name: "Other", provider: "deepseek" }),
  );
  rig.answer(tokens(1));
  for (const name of ["Max", "Plus", "Sub", "Other"]) await rig.custody.current(rig.account(name));
  expect(rig.calls.map(({ url }) => url)).toEqual([
    "https://console.anthropic.com/v1/oauth/token",
    "https://auth.openai.com/oauth/token",
    "https://auth.openai.com/oauth/token",
  ]);
  const [claude, codex] = rig.calls;
  expect(new Headers(claude?.init.headers).get("content-type")).toContain("form");
  expect(new Headers(codex?.init.headers).get("content-type")).toBe("application/json");
  expect(claude?.fields["client_id"]).not.toBe(codex?.fields["client_id"]);
  for (const { init } of rig.calls) expect(init.redirect).toBe("manual");
  expect(rig.account("Other").grant?.problem).toContain("no token endpoint");
  expect(rig.account("Other").credential).toBe("access-0");
});

test("a provider that keeps its refresh token, and names no lifetime, is understood", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(Response.json({ access_token: "access-1" }), tokens(2));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
  expect(rig.account().tokenExpiresAt).toBe(start + 60 * minute);
  rig.advance(61 * minute);
  await rig.custody.current(rig.account());
  expect(rig.calls[1]?.fields["refresh_token"]).toBe("refresh-0");
});

test("a token that lives for a minute is not renewed at every request", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1, { expires_in: 60 }), tokens(2));
  await rig.custody.current(rig.account());
  rig.advance(30_000);
  await rig.custody.current(rig.account());
  expect(rig.calls.length).toBe(1);
  rig.advance(21_000);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-2");
});

test("an import that stored no expiry is read from the token itself", async () => {
  const claims = Buffer.from(JSON.stringify({ exp: start / 1_000 - 60 })).toString("base64url");
  const key = `head.${claims}.signature`;
  await using rig = await startCustody(oauthSeed(0, { key, tokenExpiresAt: 0 }));
  rig.answer(tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("a token whose end nobody knows is renewed when a provider refuses it, and not before", async () => {
  await using rig = await startCustody(oauthSeed(0, { tokenExpiresAt: 0 }));
  rig.answer(tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(await rig.custody.renew(rig.account(), "access-0")).toBe(true);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("a refused token that somebody has renewed already costs no refresh", async () => {
  await using rig = await startCustody(oauthSeed(60));
  expect(await rig.custody.renew(rig.account(), "an older one")).toBe(true);
  expect(rig.calls).toEqual([]);
});

test("a provider that refuses the newest token causes no refresh after another", async () => {
  await using rig = await startCustody(oauthSeed(60));
  rig.answer(tokens(1));
  expect(await rig.custody.renew(rig.account(), "access-0")).toBe(true);
  expect(await rig.custody.renew(rig.account(), "access-1")).toBe(false);
  expect(rig.calls.length).toBe(1);
});

test("keys and bare tokens are left alone", async () => {
  await using rig = await startCustody(
    { name: "Key" },
    { name: "Bare", authType: "oauth", key: "bare", tokenExpiresAt: start - minute },
  );
  for (const name of ["Key", "Bare"]) {
    const account = rig.account(name);
    expect(await rig.custody.current(account)).toBe(account);
    expect(await rig.custody.renew(account, account.credential ?? "")).toBe(false);
  }
  expect(rig.calls).toEqual([]);
});

test("a token never follows an account to another address", async () => {
  await using rig = await startCustody(oauthSeed(60));
  const planned = rig.account();
  rig.data.database.run("UPDATE accounts SET base_url = 'http://elsewhere.test'");
  expect(await rig.custody.current(planned)).toBe(planned);
});

test("the round renews what is due, and nothing of accounts that are switched off", async () => {
  await using rig = await startCustody(
    oauthSeed(4),
    oauthSeed(4, { name: "Off", enabled: false }),
    oauthSeed(30, { name: "Later" }),
  );
  rig.answer(tokens(1));
  rig.custody.start();
  while (rig.account().credential === "access-0") await Bun.sleep(1);
  await rig.custody.close();
  expect(rig.calls.length).toBe(1);
});

test("an old sign-in is warned of, once", async () => {
  await using rig = await startCustody(oauthSeed(60));
  const grantedAt = start - 22 * 24 * 60 * minute;
  rig.data.database.run(
    `INSERT INTO codegate_grants (account_id, granted_at) VALUES ('id-Max', ${grantedAt})`,
  );
  rig.custody.start();
  while (rig.log.length === 0) await Bun.sleep(1);
  expect(rig.log.join()).toContain("22 days old");
  expect(rig.log.join()).toContain('codegate login anthropic --account "Max"');
});

test("a connection that fails leaves the token in use, and is tried again after a pause", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(connectionError("ECONNREFUSED"), tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(rig.account().grant?.problem).toContain("ECONNREFUSED");
  await rig.custody.current(rig.account());
  expect(rig.calls.length).toBe(1);
  rig.advance(5_001);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
  expect(rig.account().grant?.problem).toBeNull();
});
