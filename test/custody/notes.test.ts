/** What could go wrong: a new refresh token is in nobody's hands but a dead process's. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openGrantJournal, parseNote } from "../../src/custody/grant-journal.ts";
import { digestOf } from "../../src/store/read-grant.ts";
import { encrypt } from "../../src/store/cipher.ts";
import { idOf } from "../support/data-directory.ts";
import {
  minute,
  oauthSeed,
  start,
  startCustody,
  tokens,
  type CustodyRig,
} from "../support/custody-rig.ts";

function noteFiles(path: string): readonly string[] {
  return readdirSync(path).filter((name) => name.startsWith("codegate-grant-"));
}

/** What a process leaves that dies between the answer and the database. */
function leaveNote(rig: CustodyRig, refreshToken: string | null, at = start): void {
  const key = Buffer.from(readFileSync(join(rig.data.path, ".account-key"), "utf8"), "hex");
  const seal = (text: string) => encrypt(key, text, crypto.getRandomValues(new Uint8Array(16)));
  const note = openGrantJournal(rig.data.path).begin({
    accountId: idOf("Max"),
    usedDigest: digestOf("refresh-0"),
    at,
  });
  if (!note.ok) throw new Error(note.failure);
  note.value.answer({
    apiKeyEnc: seal("access-1"),
    refreshTokenEnc: refreshToken === null ? null : seal(refreshToken),
    expiresAt: start + 60 * minute,
  });
}

test("the next start stores what a stopped process was answered, without a call", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  leaveNote(rig, "refresh-1");
  rig.custody.start();
  while (noteFiles(rig.data.path).length > 0) await Bun.sleep(1);
  expect(rig.account()).toMatchObject({ credential: "access-1" });
  rig.advance(61 * minute);
  rig.answer(tokens(2));
  await rig.custody.current(rig.account());
  expect(rig.calls.map(({ fields }) => fields["refresh_token"])).toEqual(["refresh-1"]);
});

test("so does another process that needs the token", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  leaveNote(rig, "refresh-1");
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
  expect(rig.calls).toEqual([]);
});

test("a note holds no token in clear, and only this user can read it", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  let seen = "";
  rig.answer(() => {
    const [name = ""] = noteFiles(rig.data.path);
    const path = join(rig.data.path, name);
    seen = readFileSync(path, "utf8");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    return Response.json({ access_token: "access-1", refresh_token: "refresh-1" });
  });
  await rig.custody.current(rig.account());
  expect(seen).not.toContain("refresh-0");
  leaveNote(rig, "refresh-1");
  const [name = ""] = noteFiles(rig.data.path);
  const text = readFileSync(join(rig.data.path, name), "utf8");
  expect(text).not.toContain("access-1");
  expect(text).not.toContain("refresh-1");
});

test("an old note of a provider that keeps its refresh token does not come back", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(Response.json({ access_token: "access-2" }));
  rig.advance(minute);
  await rig.custody.current(rig.account());
  leaveNote(rig, null, start);
  rig.custody.start();
  while (noteFiles(rig.data.path).length > 0) await Bun.sleep(1);
  expect(rig.account().credential).toBe("access-2");
});

test("a note about a former refresh token is thrown away", async () => {
  await using rig = await startCustody(oauthSeed(60, { refreshToken: "refresh-7" }));
  leaveNote(rig, "refresh-1");
  rig.custody.start();
  while (noteFiles(rig.data.path).length > 0) await Bun.sleep(1);
  expect(rig.account().credential).toBe("access-0");
});

test("files of the same name that are no notes do no harm", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  writeFileSync(join(rig.data.path, "codegate-grant-1.jsonl"), "nonsense");
  writeFileSync(join(rig.data.path, "codegate-grant-2.jsonl"), '{"accountId":1}\n[]');
  rig.answer(tokens(1));
  expect((await rig.custody.current(rig.account())).credential).toBe("access-1");
});

test("a line that was cut off counts as not written", () => {
  const intent = JSON.stringify({ accountId: "a", usedDigest: "d", at: 1 });
  const answer = JSON.stringify({ apiKeyEnc: "x", refreshTokenEnc: "y", expiresAt: 2 });
  expect(parseNote(`${intent}\n${answer}\n`)?.answer).toMatchObject({ apiKeyEnc: "x" });
  for (let length = 0; length < answer.length; length += 1) {
    expect(parseNote(`${intent}\n${answer.slice(0, length)}`)?.answer).toBeNull();
  }
  for (let length = 0; length < intent.length; length += 1) {
    expect(parseNote(intent.slice(0, length))).toBeNull();
  }
});

test("a database that is locked delays the new token and does not lose it", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(() => {
    rig.data.database.run("BEGIN IMMEDIATE");
    return Response.json({ access_token: "access-1", refresh_token: "refresh-1" });
  });
  const waiting = rig.custody.current(rig.account());
  const isNoted = () =>
    noteFiles(rig.data.path).some((name) =>
      readFileSync(join(rig.data.path, name), "utf8").includes("apiKeyEnc"),
    );
  while (!isNoted()) await Bun.sleep(1);
  expect(rig.account().credential).toBe("access-0");
  rig.data.database.run("COMMIT");
  expect((await waiting).credential).toBe("access-1");
  expect(noteFiles(rig.data.path)).toEqual([]);
});

test("a lease that a dead process holds is over by its time, and one from the future is none", async () => {
  await using rig = await startCustody(oauthSeed(-1));
  rig.answer(tokens(1), tokens(2));
  const lease = (until: number) =>
    rig.data.database.run(
      `INSERT INTO codegate_grants (account_id, lease_owner, lease_until) VALUES ('id-Max', 'x', ${until})
      ON CONFLICT DO UPDATE SET lease_owner = 'x', lease_until = excluded.lease_until`,
    );
  lease(start + 20_000);
  const waiting = rig.custody.current(rig.account());
  await Bun.sleep(20);
  expect(rig.calls).toEqual([]);
  rig.advance(20_001);
  expect((await waiting).credential).toBe("access-1");
  rig.advance(61 * minute);
  lease(rig.now() + 24 * 60 * minute);
  expect((await rig.custody.current(rig.account())).credential).toBe("access-2");
});
