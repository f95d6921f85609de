/** What could go wrong: a request that follows at once finds nothing of the answer before it. */
import { expect, test } from "bun:test";
import { fleet, good } from "../support/conversations.ts";
import { anthropicRequest } from "../support/request-bodies.ts";

const socket = { timeout: () => undefined, requestIP: () => ({ address: "127.0.0.1" }) };

const asked = (session: string) =>
  new Request("http://127.0.0.1/v1/messages", {
    method: "POST",
    headers: { host: "127.0.0.1", "x-claude-code-session-id": session },
    body: JSON.stringify(anthropicRequest({ stream: false })),
  });

test("the next turn of a conversation finds its home, though nothing happened in between", async () => {
  const { gateway, stop } = await fleet({ a: good, b: good });
  const { fetch, close } = gateway.gateway;
  // Asked from within the answer: no other turn of the event loop comes between the two.
  const next = fetch(asked("one"), socket).then((first) => ({
    first,
    second: fetch(asked("one"), socket),
  }));
  const { first, second } = await next;
  const account = first.headers.get("x-proxy-account");
  expect((await second).headers.get("x-proxy-account")).toBe(account);
  expect((await second).headers.get("x-codegate-route")).toContain("home");
  await close();
  const [row] = gateway.data.rows<{ count: number }>("SELECT count(*) AS count FROM usage");
  expect(row?.count).toBe(2);
  await stop();
});
