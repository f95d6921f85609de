// Without a key only programs of this machine may come in; a web page or a proxy may look like one.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { RawAnswer } from "../support/raw-answer.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json } from "../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../support/scripted-upstream.ts";
import { type RunningGateway, startGateway } from "../support/start-gateway.ts";
import { anthropicCase } from "./suite/dialects.ts";

const settingKey = "cgk_0123456789abcdef0123456789abcdef";

let upstream: ScriptedUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = startUpstream(() => json(200, anthropicCase.whole()));
  gateway = await startGateway(
    {
      accounts: [{ name: "only", baseUrl: upstream.url }],
      settings: { proxy_api_key: settingKey },
    },
    { allowedHosts: ["gateway.lan"] },
  );
});

afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

function send(headers: Record<string, string>, target = "/v1/messages"): Promise<RawAnswer> {
  return rawRequest(gateway.url, {
    target,
    headers: Object.entries(headers),
    body: anthropicCase.request(),
  });
}

function typeOf(answer: RawAnswer): unknown {
  return (answer.json() as { error?: { type?: string } }).error?.type;
}

describe("the Host header", () => {
  test.each([
    "localhost",
    "localhost:9212",
    "LOCALHOST:1",
    "127.0.0.1",
    "127.8.9.10:80",
    "[::1]:9212",
    "codegate.localhost:9212",
    "gateway.lan",
    "gateway.lan:9212",
  ])("%s is a name of ours", async (host) => {
    expect((await send({ host })).status).toBe(200);
  });

  test.each([
    "evil.example",
    "evil.example:9212",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "notlocalhost",
    "127.0.0.1234",
    "0.0.0.0",
    "10.0.0.7:9212",
    "[::2]:9212",
    "gateway.lan.evil.example",
  ])("%s is not, unless a key comes along", async (host) => {
    const before = upstream.requests.length;
    const answer = await send({ host });
    expect([answer.status, typeOf(answer)]).toEqual([403, "permission_error"]);
    expect(upstream.requests.length).toBe(before);
    expect((await send({ host, "x-api-key": settingKey })).status).toBe(200);
  });

  test("lists of models keep to the same rule, health does not have to", async () => {
    const headers = [["host", "evil.example"]] as [string, string][];
    const models = await rawRequest(gateway.url, { target: "/v1/models", headers });
    const health = await rawRequest(gateway.url, { target: "/health", headers });
    expect([models.status, health.status]).toEqual([403, 200]);
  });

  test("a page that rebinds its own name to this machine is still a page", async () => {
    const origin = "http://evil.example:9212";
    const answer = await send({ host: "evil.example:9212", origin, "x-api-key": settingKey });
    expect(answer.status).toBe(403);
  });

  test("a request line with an address of its own does not get around it", async () => {
    const before = upstream.requests.length;
    const strange = await send({ host: "evil.example" }, "http://localhost/v1/messages");
    expect([403, 400]).toContain(strange.status);
    expect(upstream.requests.length).toBe(before);
  });
});

describe("who counts as local", () => {
  test.each(["x-forwarded-for", "forwarded", "x-real-ip", "via"])(
    "%s says that somebody else is behind the connection",
    async (name) => {
      const before = upstream.requests.length;
      const answer = await send({ [name]: "127.0.0.1" });
      expect([answer.status, typeOf(answer)]).toEqual([401, "authentication_error"]);
      expect(upstream.requests.length).toBe(before);
      expect((await send({ [name]: "127.0.0.1", "x-api-key": settingKey })).status).toBe(200);
    },
  );

  test("without a server handle nobody does", async () => {
    const request = { method: "POST", body: anthropicCase.request() };
    const answer = await gateway.gateway.fetch(
      new Request("http://localhost/v1/messages", request),
    );
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("send it as x-api-key");
  });

  test("a wrong key of a local program is no reason to turn it away", async () => {
    // Agents always send some key; nobody has told them one here.
    expect((await send({ "x-api-key": "sk-anything" })).status).toBe(200);
  });
});
