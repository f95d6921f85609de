/** What goes through: bytes both ways, and the few changes that are named. */
import { describe, expect, test } from "bun:test";
import { json, sse } from "../../support/reply.ts";
import { anthropicCase, chatCase, dialectCases, responsesCase } from "../suite/dialects.ts";
import { lane } from "../suite/lane.ts";
import type { Suite } from "../suite/suite.ts";

const plain = lane("exchanges");
const targetModel = 'big/"model"-ü';
const mapped = lane("exchanges-mapped", { tier: { targetModel } });

export const exchangeLanes = [plain, mapped];
export const outputLimits = {
  "claude-clamped-1": 1_000,
  "gpt-clamped-1": 2_000,
  [targetModel]: 3_000,
};

export function addExchangeCases(suite: Suite): void {
  describe("the same bytes both ways", () => {
    for (const to of dialectCases) {
      const [account] = plain.accounts(to.provider);

      test(`a whole exchange over ${to.path}`, async () => {
        // Written in a way that no serialiser would choose.
        const body = to
          .request()
          .replace("{", '{ "x" : [1.0, 12345678901234567890, "\\u0041\\/"] ,\n');
        const answer = to.whole().replace("{", '{\n\t"1.0" : 1.0, "\\u00e9":"é" ,');
        suite.script(account, json(200, answer));
        const response = await suite.post({ lane: plain, to, body });
        expect([response.status, await response.text()]).toEqual([200, answer]);
        expect(response.headers.get("content-type")).toBe("application/json");
        expect(response.headers.get("x-codegate-mutations")).toBe("0");
        expect(suite.last(account).text()).toBe(body);
      });

      test(`a streamed exchange over ${to.path}`, async () => {
        const body = to.request({ stream: true });
        const events = [": hello\n\n", ...to.events("Grüße, 世界 🌍 and the rest."), ": bye\n\n"];
        suite.script(account, sse(events, { pieceBytes: 17 }));
        const response = await suite.post({ lane: plain, to, body });
        expect([response.status, await response.text()]).toEqual([200, events.join("")]);
        expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
        expect(response.headers.get("cache-control")).toBe("no-cache");
        expect(response.headers.get("x-codegate-mutations")).toBe("0");
        expect(suite.last(account).text()).toBe(body);
      });

      test(`the query string of ${to.path} goes along as it is`, async () => {
        const query = "?beta=true&x=%2F+a%20b&&y";
        const body = to.request();
        const response = await suite.post({ lane: plain, to, path: `${to.path}${query}`, body });
        expect([response.status, await response.text()]).toEqual([200, to.whole()]);
        expect(suite.last(account).target).toBe(`/${account}${to.path}${query}`);
      });
    }
  });

  addMappingCases(suite);
  addClampCases(suite);
  addUsageCases(suite);
}

function addMappingCases(suite: Suite): void {
  test.each(dialectCases.map((to) => [to.path, to] as const))(
    "%s: a mapped model changes nothing but its name, wherever it stands",
    async (_path, to) => {
      const model = "claude-opus-\\u0034";
      const body = `{"model" : "${model}", "metadata":{"model":"${model}"},"x":1.0,"model":"${model}"}`;
      const response = await suite.post({ lane: mapped, to, body });
      expect(response.status).toBe(200);
      expect(response.headers.get("x-codegate-mutations")).toBe("model");
      expect(suite.last(mapped.accounts(to.provider)[0]).text()).toBe(
        '{"model" : "big/\\"model\\"-ü", "metadata":{"model":"claude-opus-\\u0034"},"x":1.0,' +
          '"model":"big/\\"model\\"-ü"}',
      );
      await response.text();
    },
  );
}

function addClampCases(suite: Suite): void {
  const rows = [
    ["max_tokens", "claude-clamped-1", 1_000, anthropicCase],
    ["max_tokens", "gpt-clamped-1", 2_000, chatCase],
    ["max_completion_tokens", "gpt-clamped-1", 2_000, chatCase],
    ["max_output_tokens", "gpt-clamped-1", 2_000, responsesCase],
  ] as const;

  test.each(rows)("too large a %s for %s is clamped to %d", async (field, model, limit, to) => {
    const [account] = plain.accounts(to.provider);
    const send = async (value: string) => {
      const body = `{"model":"${model}", "${field}" :  ${value} ,"tail":1.0}`;
      const response = await suite.post({ lane: plain, to, body });
      expect([response.status, await response.text()]).toEqual([200, to.whole()]);
      return [body, suite.last(account).text(), response.headers.get("x-codegate-mutations")];
    };
    for (const value of [String(limit + 1), "1e9", "99999999999999999999"]) {
      const [body, sent, mutations] = await send(value);
      expect([sent, mutations]).toEqual([body?.replace(value, String(limit)), field]);
    }
    for (const value of [String(limit), "1", "null", `${limit}.0`]) {
      const [body, sent, mutations] = await send(value);
      expect([sent, mutations]).toEqual([body, "0"]);
    }
  });

  test("both changes are named when both were made", async () => {
    const body = '{"model":"claude-opus-4","max_tokens":5000,"messages":[]}';
    const response = await suite.post({ lane: mapped, to: anthropicCase, body });
    expect([response.status, await response.text()]).toEqual([200, anthropicCase.whole()]);
    expect(response.headers.get("x-codegate-mutations")).toBe("model, max_tokens");
    expect(suite.last(mapped.accounts("anthropic")[0]).text()).toBe(
      `{"model":${JSON.stringify(targetModel)},"max_tokens":3000,"messages":[]}`,
    );
  });
}

function ask(streamOptions: string): string {
  return `{"model":"gpt-5.5","messages":[],"stream":true${streamOptions} }`;
}

function addUsageCases(suite: Suite): void {
  const [account] = plain.accounts("openai");
  const added = '"include_usage":true';
  const rows = [
    ["", `,"stream_options":{${added}}`],
    [',"stream_options":null', `,"stream_options":{${added}}`],
    [',"stream_options":{}', `,"stream_options":{${added}}`],
    [',"stream_options":{"include_usage":false}', `,"stream_options":{${added}}`],
    [',"stream_options":{ "x":1}', `,"stream_options":{${added}, "x":1}`],
  ] as const;

  test.each(rows)("a chat stream with %p is asked for its usage, unseen", async (asked, sent) => {
    const events = chatCase.events("Some text.");
    suite.script(account, sse(events));
    const response = await suite.post({ lane: plain, to: chatCase, body: ask(asked) });
    const shown = events.filter((event) => !event.includes('"choices":[]'));
    expect(shown.length).toBe(events.length - 1);
    expect([response.status, await response.text()]).toEqual([200, shown.join("")]);
    const expected = asked === "" ? `${ask("").slice(0, -1)}${sent}}` : ask(sent);
    expect(suite.last(account).text()).toBe(expected);
    expect(response.headers.get("x-codegate-mutations")).toBe(
      "stream_options.include_usage, response.usage_chunk",
    );
  });

  test("a client that asks for usage itself gets it, and nothing is changed", async () => {
    const body = ask(',"stream_options":{"include_usage":true}');
    const response = await suite.post({ lane: plain, to: chatCase, body });
    expect(await response.text()).toBe(chatCase.events().join(""));
    expect(response.headers.get("x-codegate-mutations")).toBe("0");
    expect(suite.last(account).text()).toBe(body);
  });
}
