/** What could go wrong: a restart forgets who rests and where conversations live. */
import { expect, test } from "bun:test";
import { createGateway, type Gateway } from "../../src/gateway.ts";
import { wakeAccount } from "../../src/store/manage-accounts.ts";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { idOf, makeDataDirectory } from "../support/data-directory.ts";
import { json } from "../support/reply.ts";
import { anthropicRequest } from "../support/request-bodies.ts";
import { startUpstream } from "../support/scripted-upstream.ts";

const key = "cgk_restart";
const good = () => json(200, anthropicMessage([{ text: "hello" }]));

async function open(dataDirectory: string): Promise<Gateway> {
  const gateway = createGateway({ dataDirectory, proxyApiKey: key });
  await gateway.ready;
  return gateway;
}

async function say(gateway: Gateway, session: string): Promise<string | null> {
  const request = new Request("http://localhost/v1/messages", {
    method: "POST",
    headers: { "x-api-key": key, "x-claude-code-session-id": session },
    body: JSON.stringify(anthropicRequest({ model: "claude-opus-4-6", stream: false })),
  });
  const response = await gateway.fetch(request);
  await response.text();
  return response.headers.get("x-proxy-account");
}

test("rests and conversations survive a restart; a person can wake an account", async () => {
  let isExhausted = false;
  const wait = { "retry-after": "3600" };
  const first = startUpstream(() =>
    isExhausted ? json(429, { error: { type: "rate_limit_error" } }, wait) : good(),
  );
  const second = startUpstream(good);
  const data = await makeDataDirectory({
    accounts: [
      { name: "first", baseUrl: first.url, priority: 2 },
      { name: "second", baseUrl: second.url, priority: 1 },
    ],
    settings: { codegate_patience: "never" },
  });
  const before = await open(data.path);
  isExhausted = true;
  expect(await say(before, "lives on second")).toBe("second");
  isExhausted = false;
  await before.close();

  const after = await open(data.path);
  expect(await say(after, "new")).toBe("second");
  const place = { dataDirectory: data.path, accountKey: undefined, masterKey: undefined };
  expect(wakeAccount(place, "first")).toMatchObject({ ok: true, value: { id: idOf("first") } });
  expect(await say(after, "newer")).toBe("first");
  expect(await say(after, "lives on second")).toBe("second");
  await after.close();
  data.remove();
  await first.stop();
  await second.stop();
});
