/**
 * What could go wrong: a value is masked for the provider and left somewhere else: in a count of
 * tokens, a compaction, a log, a file, an error; or a field or a text of some kind is forgotten.
 */
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Dialect } from "../../../src/base/dialect.ts";
import type { LogFields, Logger } from "../../../src/base/logger.ts";
import { bodyFor } from "../../support/guard-paths.ts";
import {
  dialects,
  echo,
  guardSettings,
  leaked,
  paths,
  planted,
  requests,
  sentTo,
  short,
  spoken,
  token,
} from "../../support/planted.ts";
import { json } from "../../support/reply.ts";
import { startUpstream, type ScriptedUpstream } from "../../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../../support/start-gateway.ts";
import { anthropicRows } from "../../guard/walk/anthropic-rows.ts";
import { chatRows } from "../../guard/walk/chat-rows.ts";
import { responsesRows } from "../../guard/walk/responses-rows.ts";

function send({ url }: RunningGateway, path: string, body: object): Promise<Response> {
  return fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
}

function accountOf(to: Dialect, { url }: ScriptedUpstream) {
  return { name: "only", provider: "custom", baseUrl: url, dialects: short[to] };
}

const rows = [...anthropicRows, ...chatRows, ...responsesRows].filter(
  ({ expected }) => expected !== "kept",
);

test.each(dialects)(
  "no field of any dialect carries a value to %s",
  async (to) => {
    const upstream = startUpstream(echo(to));
    await using gateway = await startGateway({
      accounts: [accountOf(to, upstream)],
      settings: guardSettings(),
    });
    const text = `Mail ${planted.mail} with ${planted.key}`;
    for (const { dialect, path, expected } of rows) {
      const leaf = expected === "json" ? JSON.stringify({ path: [text] }) : text;
      const body = { model: "m", max_tokens: 9, ...bodyFor(path, leaf) };
      await (await send(gateway, paths[dialect], body)).text();
      const last = upstream.requests.at(-1)?.text() ?? "";
      expect(leaked(last), `${dialect}: ${path}`).toEqual([]);
    }
    expect(upstream.requests.length).toBeGreaterThan(rows.length / 4);
    expect(leaked(sentTo(upstream))).toEqual([]);
    await gateway.stop();
    await upstream.stop();
  },
  60_000,
);

const countPaths = [
  ["anthropic-messages", "/v1/messages/count_tokens"],
  ["openai-responses", "/v1/responses/input_tokens"],
] as const;

test.each(countPaths)("%s: a question about the length of a prompt is masked", async (to, path) => {
  const upstream = startUpstream(() => json(200, { input_tokens: 7 }));
  const provider = to === "anthropic-messages" ? "anthropic" : "openai";
  await using gateway = await startGateway({
    accounts: [{ name: "only", provider, baseUrl: upstream.url }],
    settings: guardSettings(),
  });
  expect((await send(gateway, path, requests[to](false))).status).toBe(200);
  expect(sentTo(upstream)).toMatch(token);
  expect(leaked(sentTo(upstream))).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

test.each(dialects)(
  "a conversation that is compacted by a provider of %s is masked",
  async (to) => {
    const upstream = startUpstream(echo(to));
    await using gateway = await startGateway({
      accounts: [accountOf(to, upstream)],
      settings: guardSettings(),
    });
    const body = requests["openai-responses"](true) as { input: object[] };
    const input = [...body.input, { type: "compaction_trigger" }];
    await (await send(gateway, paths["openai-responses"], { ...body, input })).text();
    expect(sentTo(upstream)).toMatch(token);
    expect(leaked(sentTo(upstream))).toEqual([]);
    await gateway.stop();
    await upstream.stop();
  },
);

/** The text of all files below a directory, those of the database as SQLite has written them. */
function filesOf(directory: string): string {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .map((path) => (statSync(path).isDirectory() ? filesOf(path) : readFileSync(path, "latin1")))
    .join("\n");
}

function recordLines() {
  const lines: string[] = [];
  const add = (message: string, fields: LogFields = {}) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: add, info: add, warn: add, error: add };
  return { lines, logger };
}

test.each(dialects)(
  "%s: an error that quotes the request leaves no value behind",
  async (dialect) => {
    const upstream = startUpstream((request) => {
      const said = [...new Set(request.text().match(token) ?? [])].join(", ");
      const message = `Cannot read ${said}`;
      return json(400, { type: "error", error: { type: "invalid_request_error", message } });
    });
    const { lines, logger } = recordLines();
    await using gateway = await startGateway(
      { accounts: [accountOf(dialect, upstream)], settings: guardSettings() },
      { logger },
    );
    const answer = await send(gateway, paths[dialect], requests[dialect](false));
    const text = await answer.text();
    expect(answer.status).toBe(400);
    // The client reads of its own values, and nobody else does.
    expect(text).toContain(planted.mail);
    expect(text.match(token)).toBeNull();
    await gateway.gateway.close();
    expect(leaked(lines.join("\n"))).toEqual([]);
    const logs = JSON.stringify(gateway.data.rows("SELECT * FROM request_logs"));
    expect(logs).toMatch(token);
    expect(leaked(filesOf(gateway.data.path))).toEqual([]);
    await gateway.stop();
    await upstream.stop();
  },
);

test("a good answer leaves no value in any file or line either, and findings are logged", async () => {
  const upstream = startUpstream(echo("openai-responses"));
  const { lines, logger } = recordLines();
  await using gateway = await startGateway(
    {
      accounts: [{ name: "only", provider: "openai", baseUrl: upstream.url }],
      settings: guardSettings(),
    },
    { logger },
  );
  for (const isStream of [true, false]) {
    const body = { ...requests["openai-responses"](isStream), store: true };
    const text = await (await send(gateway, paths["openai-responses"], body)).text();
    expect(leaked(spoken(text))).toContain(planted.mail);
  }
  await gateway.gateway.close();
  expect(gateway.data.rows("SELECT * FROM privacy_mappings").length).toBeGreaterThan(3);
  expect(leaked(filesOf(gateway.data.path))).toEqual([]);
  expect(lines.join("\n")).toMatch(/guardrails found something .*"email":[1-9]/);
  expect(leaked(lines.join("\n"))).toEqual([]);
  await gateway.stop();
  await upstream.stop();
});

const probesFile = join(import.meta.dir, "../../../../shared/guardrails/leak-probes.json");
/** Known to go out: the name of a repository, and values that are words for themselves. */
const untouched = new Set(["git remote", "keyword equals value"]);

test.skipIf(!existsSync(probesFile)).each(dialects)(
  "%s: no probe of the contract goes out as it is, and each comes back",
  async (dialect) => {
    const { cases } = JSON.parse(readFileSync(probesFile, "utf8")) as {
      cases: { name: string; input: string }[];
    };
    const upstream = startUpstream(echo(dialect));
    await using gateway = await startGateway({
      accounts: [accountOf(dialect, upstream)],
      settings: guardSettings(),
    });
    for (const { name, input } of cases) {
      const field = dialect === "openai-responses" ? "input" : "messages";
      const body = {
        model: "m",
        max_tokens: 9,
        store: false,
        [field]: [{ role: "user", content: input }],
      };
      const text = await (await send(gateway, paths[dialect], body)).text();
      const sent = upstream.requests.at(-1)?.text() ?? "";
      const isSent = sent.includes(JSON.stringify(input).slice(1, -1));
      expect(isSent, name).toBe(untouched.has(name));
      expect(text.match(token), name).toBeNull();
    }
    await gateway.stop();
    await upstream.stop();
  },
);
