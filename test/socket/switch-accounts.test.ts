// What could go wrong: another account is asked when it must not be, or a resting one too early.
import { expect, test } from "bun:test";
import { outcomes, waitForAttempts } from "../support/attempt-rows.ts";
import type { Seed } from "../support/data-directory.ts";
import { errorBody } from "../support/errors.ts";
import { openRaw, rawRequest, type RawRequest } from "../support/raw-client.ts";
import { json, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speechOf } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

const speech = speechOf("anthropic-messages");
const good = () => json(200, speech.whole([{ text: "Fine." }]));

function bad(status: number): Reply {
  return json(status, errorBody(speech.dialect, { type: "some_error", message: "No." }));
}

function request(key?: string): RawRequest {
  const plain = speech.request(false);
  const headers = [...(plain.headers ?? [])];
  return key === undefined ? plain : { ...plain, headers: [...headers, ["x-api-key", key]] };
}

interface Switching {
  readonly what: string;
  readonly global: Readonly<Record<string, string>>;
  /** Settings of the calling tenant; null = a caller without a tenant. */
  readonly tenant: Readonly<Record<string, string>> | null;
  /** Statuses after which the second account serves. */
  readonly switchesOn: readonly number[];
}

const onError = "auto_switch_on_error";
const onRateLimit = "auto_switch_on_rate_limit";

const switchings: readonly Switching[] = [
  { what: "nothing is set", global: {}, tenant: null, switchesOn: [429, 500, 401] },
  {
    what: "errors are switched off",
    global: { [onError]: "false" },
    tenant: null,
    switchesOn: [429],
  },
  {
    what: "rate limits are switched off",
    global: { [onRateLimit]: "false" },
    tenant: null,
    switchesOn: [500, 401],
  },
  {
    what: "a tenant switches both off",
    global: {},
    tenant: { [onError]: "false", [onRateLimit]: "false" },
    switchesOn: [],
  },
  {
    what: "a tenant switches on what is off for all",
    global: { [onError]: "false", [onRateLimit]: "false" },
    tenant: { [onError]: "true", [onRateLimit]: "true" },
    switchesOn: [429, 500, 401],
  },
];

const switchCases = switchings.flatMap((each) =>
  [429, 500, 401].map((status) => [each.what, status, each] as const),
);

test.concurrent.each(switchCases)("%s: status %i", async (_what, status, switching) => {
  const first = startUpstream(() => bad(status));
  const second = startUpstream(good);
  const { tenant, global, switchesOn } = switching;
  const key = tenant === null ? undefined : "cgk_tenant";
  await using gateway = await startGateway({
    ...accounts(first.url, second.url),
    settings: global,
    tenants: tenant === null ? [] : [{ name: "tenant", key: "cgk_tenant", settings: tenant }],
  });
  const answer = await rawRequest(gateway.url, request(key));
  const switches = switchesOn.includes(status);
  expect([answer.status, second.requests.length]).toEqual(switches ? [200, 1] : [status, 0]);
  expect(first.requests.length).toBe(1);
  await first.stop();
  await second.stop();
});

test("without a connection the switch for errors counts", async () => {
  const second = startUpstream(good);
  await using gateway = await startGateway({
    ...accounts("http://127.0.0.1:1", second.url),
    settings: { [onError]: "false" },
  });
  expect((await rawRequest(gateway.url, request())).status).toBe(502);
  expect(second.requests.length).toBe(0);
  expect(await outcomes(gateway, 1)).toEqual(["connection"]);
  await second.stop();
});

test("a failed account is left alone; when all rest, the earliest to wake is asked first", async () => {
  let asked: string[] = [];
  let isSecondGood = true;
  const first = startUpstream(() => {
    asked.push("first");
    return bad(500);
  });
  const second = startUpstream(() => {
    asked.push("second");
    return isSecondGood ? good() : bad(500);
  });
  await using gateway = await startGateway(accounts(first.url, second.url));
  const ask = async (): Promise<readonly string[]> => {
    asked = [];
    await rawRequest(gateway.url, request());
    return asked;
  };
  expect(await ask()).toEqual(["first", "second"]);
  expect(await ask()).toEqual(["second"]);
  isSecondGood = false;
  expect(await ask()).toEqual(["second"]);
  // Both rest now. The first one failed earlier, so that it wakes earlier...
  expect(await ask()).toEqual(["first", "second"]);
  isSecondGood = true;
  expect(await ask()).toEqual(["first", "second"]);
  // ...and the second one rests no more since it has served.
  expect(await ask()).toEqual(["second"]);
  await first.stop();
  await second.stop();
});

test("an account that serves again has no rest left", async () => {
  const first = startUpstream(good);
  first.next(bad(500));
  await using gateway = await startGateway(accounts(first.url));
  expect((await rawRequest(gateway.url, request())).status).toBe(500);
  expect((await rawRequest(gateway.url, request())).status).toBe(200);
  await waitForAttempts(gateway, 2);
  const [account] = gateway.data.rows("SELECT status, error_count FROM accounts");
  expect(account).toEqual({ status: "active", error_count: 0 });
  await first.stop();
});

test("a POST on a kept connection that the provider resets is sent once more", async () => {
  const first = startUpstream(good);
  const second = startUpstream(good);
  await using gateway = await startGateway(accounts(first.url, second.url));
  const client = await openRaw(gateway.url);
  const reset: Reply = { before: ["reset"], steps: [] };
  expect((await client.request(request())).status).toBe(200);
  first.next(reset);
  expect((await client.request(request())).status).toBe(200);
  expect(first.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  const [, broken, repeated] = first.requests;
  expect(repeated?.text()).toBe(broken?.text() ?? "");
  expect(second.requests.length).toBe(0);
  // Once, not more often: then the next account is asked.
  first.next(reset, reset);
  expect((await client.request(request())).header("x-proxy-account")).toBe("second");
  expect(first.requests.length).toBe(5);
  expect(await outcomes(gateway, 4)).toEqual(["success", "success", "connection", "success"]);
  client.leave();
  await first.stop();
  await second.stop();
});

function accounts(...urls: readonly string[]): Seed {
  const names = ["first", "second"];
  return {
    accounts: urls.map((baseUrl, index) => ({
      name: names[index] ?? "",
      provider: speech.provider,
      baseUrl,
      priority: -index,
    })),
  };
}
