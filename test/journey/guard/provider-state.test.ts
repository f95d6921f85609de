/**
 * What could go wrong: a provider keeps the conversation, and what it says of earlier turns reaches
 * the client as tokens; or another tenant learns what a token stands for.
 */
import { expect, test } from "bun:test";
import { createGateway, type Gateway } from "../../../src/gateway.ts";
import { makeDataDirectory, type DataDirectory } from "../../support/data-directory.ts";
import { json, sse, type Reply } from "../../support/reply.ts";
import { responsesEvents, responsesResponse } from "../../support/responses-events.ts";
import { startUpstream } from "../../support/scripted-upstream.ts";

const mail = "margaret.hughes@northwind-logistics.com";
const password = 'q"7\\Zr!kP';
const text = `Mail ${mail}.\npassword = '${password}'\n`;
const token = /CG_[A-Z]+_[0-9a-z]{14}/g;
const owner = "the-global-key-0123456789";
const keys = { owner, guest: "cg-guest-key-0123456789", other: "cg-other-key-0123456789" };
type Who = keyof typeof keys;

interface Asked {
  readonly stream?: boolean;
}

/** A provider that keeps what it was told and says all of it again, whatever it is asked. */
function startKeeper() {
  const known = new Set<string>();
  const upstream = startUpstream((request): Reply => {
    for (const found of request.text().match(token) ?? []) known.add(found);
    const said = [...known].join(" and ");
    const parts = [
      { text: `You told me ${said}.` },
      { tool: "write_file", input: { text: `"${said}"\n` } },
    ];
    if (request.method === "GET") return json(200, { ...responsesResponse(parts), id: "resp_1" });
    const isStream = (request.json() as Asked).stream === true;
    if (isStream) return sse(responsesEvents(parts));
    return json(200, { ...responsesResponse(parts), id: "resp_1" });
  });
  return { upstream, known };
}

function settings(extra: Record<string, string> = {}) {
  return { privacy_enabled: "true", multi_tenancy: "true", ...extra };
}

async function openKeeper(extra: Record<string, string> = {}) {
  const { upstream, known } = startKeeper();
  const data = await makeDataDirectory({
    accounts: [{ name: "keeper", provider: "openai", baseUrl: upstream.url }],
    tenants: [
      { name: "guest", key: keys.guest },
      { name: "other", key: keys.other },
    ],
    settings: settings(extra),
  });
  return { upstream, known, data };
}

async function open(data: DataDirectory): Promise<Gateway> {
  const gateway = createGateway({ dataDirectory: data.path, proxyApiKey: owner, stopTimeoutMs: 0 });
  await gateway.ready;
  return gateway;
}

async function ask(gateway: Gateway, who: Who, fields: object): Promise<string> {
  const request = new Request("http://localhost/v1/responses", {
    method: "POST",
    headers: { "x-api-key": keys[who] },
    body: JSON.stringify({ model: "gpt-5.5", ...fields }),
  });
  const response = await gateway.fetch(request);
  const body = await response.text();
  expect(response.status, body).toBe(200);
  return body;
}

/** The texts and tool arguments of an answer, whole or streamed, as their reader gets them. */
function saidIn(body: string): string {
  const strings = body.matchAll(/"(?:text|delta|arguments)":\s*("(?:[^"\\]|\\.)*")/g);
  return Array.from(strings, ([, string = '""']) => JSON.parse(string) as string).join("");
}

const later = { input: "And now?", previous_response_id: "resp_1" };

test.each([true, false])(
  "tokens of turns that are not in the request come back, after a restart too (stream: %p)",
  async (stream) => {
    const { upstream, known, data } = await openKeeper();
    const before = await open(data);
    await ask(before, "guest", { input: text });
    expect(known.size).toBe(2);
    // At once, from what waits to be written.
    expect(saidIn(await ask(before, "guest", { ...later, stream }))).toContain(mail);
    await before.close();
    const after = await open(data);
    const body = await ask(after, "guest", { ...later, stream });
    expect(body.match(token)).toBeNull();
    expect(saidIn(body)).toContain(`told me ${mail} and ${password}`);
    expect(saidIn(body)).toContain(JSON.stringify(`"${mail} and ${password}"\n`).slice(1, -1));
    const sent = upstream.requests.map((request) => request.text()).join("\n");
    expect(sent).not.toContain("margaret");
    await after.close();
    data.remove();
    await upstream.stop();
  },
);

test("another tenant's token restores to nothing, also when the model says it", async () => {
  const { upstream, known, data } = await openKeeper();
  const gateway = await open(data);
  await ask(gateway, "guest", { input: text });
  for (const who of ["other", "owner"] as const) {
    const body = await ask(gateway, who, { ...later, input: `What is ${[...known].join(", ")}?` });
    expect(body).not.toContain("margaret");
    expect(new Set(body.match(token))).toEqual(new Set(known));
  }
  await gateway.close();
  data.remove();
  await upstream.stop();
});

test("a second process on the database knows them, and what is stored is sealed", async () => {
  const { upstream, data } = await openKeeper();
  const first = await open(data);
  const second = await open(data);
  await ask(first, "owner", { input: text });
  await first.close();
  expect(saidIn(await ask(second, "owner", later))).toContain(mail);
  await second.close();
  const rows = data.rows<Record<string, string>>("SELECT * FROM privacy_mappings");
  expect(rows.map(({ category }) => category).toSorted()).toEqual(["credentials", "pii"]);
  for (const row of rows) {
    expect(row["original_hash"]).toMatch(/^[0-9a-f]{64}$/);
    expect(row["replacement"]).toMatch(/^CG_[A-Z]+_\w{14}$/);
    expect(Buffer.from(row["original_enc"] ?? "", "base64url").length).toBeGreaterThan(20);
  }
  expect(JSON.stringify(rows)).not.toMatch(/margaret|7\\\\Zr/);
  data.remove();
  await upstream.stop();
});

test("what no provider keeps is not kept here", async () => {
  const { upstream, data } = await openKeeper();
  const gateway = await open(data);
  await ask(gateway, "owner", { input: text, store: false });
  await gateway.close();
  expect(data.rows("SELECT * FROM privacy_mappings")).toEqual([]);
  data.remove();
  await upstream.stop();
});

test("a response that is fetched again comes back restored; so does one after a switch-off", async () => {
  const { upstream, data } = await openKeeper();
  const gateway = await open(data);
  await ask(gateway, "owner", { input: text });
  const headers = { "x-api-key": owner };
  const again = await gateway.fetch(
    new Request("http://localhost/v1/responses/resp_1", { headers }),
  );
  expect(again.status).toBe(200);
  expect(saidIn(await again.text())).toContain(`told me ${mail} and ${password}`);
  data.database.run("UPDATE settings SET value = 'false' WHERE key = 'privacy_enabled'");
  expect(saidIn(await ask(gateway, "owner", later))).toContain(mail);
  await gateway.close();
  data.remove();
  await upstream.stop();
});
