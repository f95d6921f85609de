/** What anybody may ask, and what is listed: /health, the probes of clients, /v1/models. */
import { describe, expect, test } from "bun:test";
import packageFile from "../../../package.json" with { type: "json" };
import { expectError } from "../suite/expect-error.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const whole = lane("listed");
const mapped = lane("mapped-list", { tier: { targetModel: "vendor/own-model:large" } });

export const findOutLanes = [whole, mapped];

const anthropic = { "x-api-key": whole.key, "anthropic-version": "2023-06-01" };
const openAi = { authorization: `Bearer ${whole.key}` };

interface List {
  readonly data: readonly { readonly id: string }[];
  readonly has_more?: boolean;
}

function idsOf({ data }: List): string[] {
  return data.map(({ id }) => id);
}

export function addFindOutCases(suite: Suite): void {
  addHealthCases(suite);
  addProbeCases(suite);
  describe("models", () => {
    addListCases(suite);
    addModelCases(suite);
  });
}

async function get(suite: Suite, path: string, headers: Record<string, string>): Promise<List> {
  const response = await suite.call(path, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toStartWith("application/json");
  return (await response.json()) as List;
}

function addListCases(suite: Suite): void {
  test("Anthropic clients get Anthropic's list, OpenAI clients OpenAI's, of the same models", async () => {
    const forAnthropic = await get(suite, "/v1/models?limit=1000", anthropic);
    expect(forAnthropic).toMatchObject({ has_more: false, first_id: expect.any(String) });
    const forOpenAi = await get(suite, "/v1/models", openAi);
    expect(forOpenAi).toMatchObject({ object: "list" });
    const ids = idsOf(forOpenAi);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
    expect(idsOf(forAnthropic)).toEqual(ids);
    const [first, model]: unknown[] = [forAnthropic.data[0], forOpenAi.data[0]];
    expect(first).toEqual({
      type: "model",
      id: ids[0],
      display_name: expect.any(String),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(model).toEqual({
      id: ids[0],
      object: "model",
      created: expect.any(Number),
      owned_by: expect.any(String),
    });
  });

  test("a tenant's list holds what its own config is mapped to", async () => {
    const listed = idsOf(await get(suite, "/models", { "x-api-key": mapped.key }));
    expect(listed).toContain("vendor/own-model:large");
    expect(idsOf(await get(suite, "/models", openAi))).not.toContain("vendor/own-model:large");
  });

  test("limit, after_id and before_id walk through every model once", async () => {
    const all = idsOf(await get(suite, "/v1/models?limit=1000", anthropic));
    const walked: string[] = [];
    for (let after = "", more = true; more;) {
      const page = await get(suite, `/v1/models?limit=2${after}`, anthropic);
      const ids = idsOf(page);
      expect(page).toMatchObject({ first_id: ids[0], last_id: ids.at(-1) });
      expect(ids.length).toBeLessThanOrEqual(2);
      walked.push(...ids);
      more = page.has_more === true;
      after = `&after_id=${ids.at(-1)}`;
      expect(walked.length).toBeLessThanOrEqual(all.length);
    }
    expect(walked).toEqual(all);
    const before = await get(suite, `/v1/models?limit=2&before_id=${all[3]}`, anthropic);
    expect(idsOf(before)).toEqual(all.slice(1, 3));
    expect(before).toMatchObject({ has_more: true });
  });
}

function addModelCases(suite: Suite): void {
  test("one model by its id, also with a slash in it, in the client's shape", async () => {
    const id = idsOf(await get(suite, "/v1/models", openAi))[0];
    expect(await get(suite, `/v1/models/${id}`, anthropic)).toMatchObject({ type: "model", id });
    expect(await get(suite, `/models/${id}`, openAi)).toMatchObject({ object: "model", id });
    const own = { id: "vendor/own-model:large", object: "model" };
    const key = { "x-api-key": mapped.key };
    expect(await get(suite, "/v1/models/vendor/own-model:large", key)).toMatchObject(own);
    expect(await get(suite, "/v1/models/vendor%2Fown-model%3Alarge", key)).toMatchObject(own);
  });

  test("a model that nobody serves is a 404 in the client's dialect", async () => {
    const message = /no-such-model/;
    const asked = await suite.call("/v1/models/no-such-model", { headers: anthropic });
    const type = "not_found_error";
    await expectError(asked, { status: 404, dialect: "anthropic-messages", type, message });
    const other = await suite.call("/v1/models/no-such-model", { headers: openAi });
    await expectError(other, { status: 404, dialect: "openai-chat", message });
  });
}

function addHealthCases(suite: Suite): void {
  describe("health", () => {
    test("says what it is and how it is, to anybody", async () => {
      const response = await suite.call("/health");
      expect(response.status).toBe(200);
      const { worker = 0, ...report } = (await response.json()) as Record<string, unknown>;
      expect(worker).toBeOneOf([0, 1]);
      expect(report).toEqual({
        status: "ok",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        version: packageFile.version,
        uptime_seconds: expect.any(Number),
        database: "ok",
        accounts: { usable: expect.any(Number), unusable: 0 },
        requests_in_flight: 0,
        prices: {
          version: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
          unpriced_attempts: expect.any(Number),
        },
        queue: { rows: expect.any(Number), bytes: expect.any(Number), dropped: 0 },
        bodies: { kept: expect.any(Number), dropped: 0, waiting_bytes: expect.any(Number) },
        limits: {
          upstream_requests: expect.any(Number),
          request_body_bytes: 1_048_576,
        },
      });
      expect((await suite.call("/health", { method: "HEAD" })).status).toBe(200);
    });

    test("holds no name, key, address or path of anything", async () => {
      const text = await (await suite.call("/health")).text();
      const { path } = suite.host().data;
      for (const secret of ["listed", "cgk_", "key-of", "127.0.0.1", "contract", path]) {
        expect(text).not.toContain(secret);
      }
    });
  });
}

function addProbeCases(suite: Suite): void {
  test.each(["/", "/api/hello"])("the probe HEAD %s of Claude Code is welcome", async (path) => {
    const response = await suite.call(path, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("who opens the address in a browser reads what is there", async () => {
    const response = await suite.call("/", { method: "GET" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toStartWith("text/plain");
    expect(await response.text()).toStartWith("CodeGate runs here");
  });
}
