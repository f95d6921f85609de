/** What could go wrong: a grant that is over is asked for again and again, or one that is not is given up. */
import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openGrantJournal } from "../../src/custody/grant-journal.ts";
import { encrypt } from "../../src/store/cipher.ts";
import { wakeAccount } from "../../src/store/manage-accounts.ts";
import {
  connectionError,
  minute,
  oauthSeed,
  startCustody,
  tokens,
} from "../support/custody-rig.ts";

function notes(path: string): readonly string[] {
  return readdirSync(path).filter((name) => name.startsWith("codegate-grant-"));
}

const rejection = () => Response.json({ error: "invalid_grant" }, { status: 400 });

test("a rejected grant marks the account, says what to do, and is not asked for again", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(rejection(), tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  rig.advance(24 * 60 * minute);
  await rig.custody.current(rig.account());
  expect(await rig.custody.renew(rig.account(), "access-0")).toBe(false);
  expect(rig.calls.length).toBe(1);
  const [row] = rig.data.rows<Record<string, string>>("SELECT * FROM accounts");
  expect(row?.["status"]).toBe("expired");
  expect(row?.["last_error"]).toContain('Sign in again: codegate login anthropic --account "Max"');
  expect(rig.account().grant).toMatchObject({ isRejected: true });
  expect(notes(rig.data.path)).toEqual([]);
});

test("a new refresh token in the row ends that", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(rejection(), tokens(1));
  await rig.custody.current(rig.account());
  const key = Buffer.from(readFileSync(join(rig.data.path, ".account-key"), "utf8"), "hex");
  const stored = encrypt(key, "refresh-new", randomBytes(16));
  rig.data.database.run("UPDATE accounts SET refresh_token_enc = ?", [stored]);
  expect(rig.account().grant).toMatchObject({ isRejected: false, problem: null });
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
  expect(rig.calls[1]?.fields["refresh_token"]).toBe("refresh-new");
});

test.each([
  [401, { error: { code: "refresh_token_reused", message: "used refresh-0 before" } }],
  [401, { error: { code: "refresh_token_expired" } }],
  [400, { error: "invalid_grant", error_description: "Refresh token not found" }],
])("HTTP %d %j means that the grant is over", async (status, body) => {
  await using rig = await startCustody(oauthSeed(-1, { provider: "openai_sub" }));
  rig.answer(Response.json(body, { status }));
  await rig.custody.current(rig.account());
  expect(rig.account().grant?.isRejected).toBe(true);
  expect(JSON.stringify(rig.account()) + rig.log.join()).not.toContain("refresh-0");
});

test.each([
  [400, { error: "invalid_request" }],
  [401, { error: "invalid_client" }],
  [403, "<html>not here</html>"],
  [500, { error: "invalid_grant" }],
  [200, { access_token: "" }],
  [200, "<html>sign in to this network</html>"],
  [302, ""],
])("HTTP %d %j says nothing about the grant", async (status, body) => {
  await using rig = await startCustody(oauthSeed(-1));
  const text = typeof body === "string" ? body : JSON.stringify(body);
  rig.answer(new Response(text, { status }), tokens(1));
  await rig.custody.current(rig.account());
  expect(rig.account().grant).toMatchObject({ isRejected: false });
  expect(rig.account().grant?.problem).toContain("The token endpoint failed");
  rig.advance(5_001);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("an endpoint's own 429 has a pause of its own, in every process", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  const limited = new Response("", { status: 429, headers: { "retry-after": "120" } });
  rig.answer(limited, tokens(1));
  await rig.custody.current(rig.account());
  expect(rig.account().grant).toMatchObject({ retryAt: rig.now() + 120_000, isRejected: false });
  rig.advance(119_000);
  await rig.custody.current(rig.account());
  await rig.another().current(rig.account());
  expect(await rig.another().renew(rig.account(), "access-0")).toBe(false);
  expect(rig.calls.length).toBe(1);
  rig.advance(2_000);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("a person who wakes the account ends that pause", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(new Response("", { status: 429 }), tokens(1));
  await rig.custody.current(rig.account());
  const place = { dataDirectory: rig.data.path, accountKey: undefined, masterKey: undefined };
  expect(wakeAccount(place, "Max").ok).toBe(true);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("pauses double while failures follow each other, and a success forgets them", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(new Response("", { status: 503 }));
  const pauses: number[] = [];
  for (let count = 0; count < 9; count += 1) {
    await rig.custody.current(rig.account());
    const pause = (rig.account().grant?.retryAt ?? 0) - rig.now();
    pauses.push(pause / 1_000);
    rig.advance(pause + 1);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
  rig.answer(tokens(1), new Response("", { status: 503 }));
  await rig.custody.current(rig.account());
  rig.advance(61 * minute);
  await rig.custody.current(rig.account());
  expect((rig.account().grant?.retryAt ?? 0) - rig.now()).toBe(5_000);
});

test("an endpoint that does not answer is not waited for longer than agreed", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(
    ({ init }) =>
      new Promise((_, refuse) => {
        init.signal?.addEventListener("abort", () => refuse(init.signal?.reason));
      }),
  );
  expect((await rig.custody.current(rig.account())).credential).toBe("access-0");
  expect(rig.account().grant?.problem).toContain("did not answer in time");
});

test("without the account's key nothing is asked for, because it could not be kept", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1));
  writeFileSync(join(rig.data.path, ".account-key"), "not a key");
  const before = rig.data.rows("SELECT api_key_enc, refresh_token_enc FROM accounts");
  await rig.another().current(rig.account());
  rmSync(join(rig.data.path, ".account-key"));
  await rig.another().current(rig.account());
  expect(rig.calls).toEqual([]);
  expect(rig.data.rows("SELECT api_key_enc, refresh_token_enc FROM accounts")).toEqual(before);
});

test("a directory that takes no note is found out before the call", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1));
  const full = rig.another({ journal: openGrantJournal(join(rig.data.path, "missing")) });
  await full.current(rig.account());
  expect(rig.calls).toEqual([]);
  expect(rig.account().grant?.problem).toContain("takes no new file (ENOENT)");
});

test("an answer that comes after the user has signed in anew changes nothing", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  const key = Buffer.from(readFileSync(join(rig.data.path, ".account-key"), "utf8"), "hex");
  const seal = (text: string) => encrypt(key, text, randomBytes(16));
  rig.answer(() => {
    rig.data.database.run("UPDATE accounts SET api_key_enc = ?, refresh_token_enc = ?", [
      seal("access-own"),
      seal("refresh-own"),
    ]);
    return Response.json({ access_token: "access-1", refresh_token: "refresh-1" });
  });
  expect((await rig.custody.current(rig.account())).credential).toBe("access-own");
  expect(notes(rig.data.path)).toEqual([]);
});

test("an account that is removed meanwhile stays removed", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  const planned = rig.account();
  rig.answer(() => {
    rig.data.database.run("DELETE FROM accounts");
    return Response.json({ access_token: "access-1", refresh_token: "refresh-1" });
  });
  expect(await rig.custody.current(planned)).toBe(planned);
  expect(rig.data.rows("SELECT * FROM codegate_grants")).toEqual([]);
  expect(notes(rig.data.path)).toEqual([]);
});

test("a lost answer is named when the former token does not work any more", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(connectionError("ECONNRESET"), rejection());
  await rig.custody.current(rig.account());
  expect(notes(rig.data.path).length).toBe(1);
  rig.advance(minute);
  await rig.custody.current(rig.account());
  expect(rig.account().grant?.problem).toContain("The answer to an earlier refresh was lost");
  expect(notes(rig.data.path)).toEqual([]);
});
