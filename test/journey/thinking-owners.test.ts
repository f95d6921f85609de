// What could go wrong: a conversation loses its thinking although another account of the same
// organization could read it, or keeps it where another family of model cannot.
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { down, fleet, say, secondTurn, thoughtful } from "../support/conversations.ts";
import { errorBody } from "../support/errors.ts";
import { unifiedHeaders } from "../support/quota-headers.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";

const owner = (id: string) => ({ "anthropic-organization-id": id });
const plain = (id: string) => () => json(200, anthropicMessage([{ text: "hello" }]), owner(id));

test("an account of the signer's organization is asked before others, and gets the thinking", async () => {
  let isDown = false;
  const a = () => (isDown ? down : thoughtful(owner("acme")));
  const replies = { a, stranger: plain("other"), colleague: plain("acme") };
  const settings = { codegate_patience: "never" };
  const { gateway, upstreams, stop } = await fleet(replies, settings);
  // Everybody has answered once, so that it is known whose they are.
  for (const session of ["s", "t", "u"]) await say(gateway, session);
  isDown = true;
  const moved = await say(gateway, "s", secondTurn);
  expect(moved).toMatchObject({ account: "colleague", mutations: "0" });
  expect(upstreams.get("colleague")?.requests.at(-1)?.text()).toBe(JSON.stringify(secondTurn));
  gateway.data.database.run("UPDATE accounts SET enabled = 0 WHERE name = 'colleague'");
  expect(await say(gateway, "s", secondTurn)).toMatchObject({
    account: "stranger",
    mutations: "thinking",
  });
  await stop();
});

test("where it may not be lost, its organization's accounts may serve, and no others", async () => {
  let isDown = false;
  const a = () => (isDown ? down : thoughtful(owner("acme")));
  const replies = { a, stranger: plain("other"), colleague: plain("acme") };
  const settings = { codegate_patience: "never", codegate_foreign_thinking: "refuse" };
  const { gateway, stop } = await fleet(replies, settings);
  for (const session of ["s", "t", "u"]) await say(gateway, session);
  isDown = true;
  expect(await say(gateway, "s", secondTurn)).toMatchObject({
    account: "colleague",
    route: expect.stringContaining("skipped=stranger(thinking)"),
  });
  await stop();
});

test("another family of model on the same account cannot read it", async () => {
  const used = unifiedHeaders({
    status: "rejected",
    "representative-claim": "seven_day_opus",
    reset: String(Math.round(Date.now() / 1_000) + 3_600),
    "overage-status": "rejected",
  });
  const limit = json(
    429,
    errorBody("anthropic-messages", { type: "rate_limit_error", message: "-" }),
    used,
  );
  let isUsedUp = false;
  const upstream = startUpstream((request) => {
    const { model } = request.json() as { readonly model: string };
    if (model.includes("sonnet")) return plain("acme")();
    return isUsedUp ? limit : thoughtful(owner("acme"));
  });
  const gateway = await startGateway({
    accounts: [{ name: "a", baseUrl: upstream.url }],
    configs: [
      {
        name: "config",
        tiers: [
          { tier: "opus", account: "a", priority: 2 },
          { tier: "opus", account: "a", priority: 1, targetModel: "claude-sonnet-4-6" },
        ],
      },
    ],
    settings: { codegate_patience: "never" },
  });
  await say(gateway, "s");
  isUsedUp = true;
  expect(await say(gateway, "s", secondTurn)).toMatchObject({
    status: 200,
    mutations: "model, thinking",
  });
  expect(upstream.requests.at(-1)?.text()).not.toContain("c2lnbmVk");
  await gateway.stop();
  await upstream.stop();
});
