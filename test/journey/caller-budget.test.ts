/** What could go wrong: a tenant, a key or a conversation spends more than it may, and nobody is told. */
import { expect, test } from "bun:test";
import { anthropicMessage } from "../support/anthropic-events.ts";
import { idOf } from "../support/data-directory.ts";
import { json, type Reply } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway, type RunningGateway } from "../support/start-gateway.ts";

const model = "claude-opus-4-6";

/** Costs a cent at most: 380 tokens of output at $25 a million, and its few bytes. */
const request = { model, max_tokens: 380, messages: [{ role: "user", content: "Hello" }] };

const usage = { input_tokens: 20, output_tokens: 380 };
const costOfOne = (20 * 5 + 380 * 25) / 1_000_000;
const tokensOfOne = 400;

const good = (): Reply => json(200, { ...anthropicMessage([{ text: "hello" }]), model, usage });

const alice = { name: "alice", key: "cgk_alice" };
const bob = { name: "bob", key: "cgk_bob" };

interface BudgetSeed {
  readonly caller?: string;
  readonly span?: string;
  readonly unit?: string;
  readonly amount: number;
}

/** As another process sets it. */
function setBudget({ data }: RunningGateway, budget: BudgetSeed): void {
  const { caller = idOf("alice"), span = "day", unit = "usd", amount } = budget;
  data.database.run(
    "INSERT OR REPLACE INTO codegate_budgets (caller, span, unit, amount) VALUES (?, ?, ?, ?)",
    [caller, span, unit, amount],
  );
}

interface Ask {
  readonly key?: string;
  readonly session?: string;
  readonly path?: string;
  readonly asks?: string;
}

async function ask({ url }: RunningGateway, asked: Ask = {}) {
  const { key = alice.key, session, path = "/v1/messages", asks = model } = asked;
  const response = await fetch(url + path, {
    method: "POST",
    headers: {
      "x-api-key": key,
      ...(session === undefined ? {} : { "x-claude-code-session-id": session }),
    },
    body: JSON.stringify({ ...request, model: asks }),
  });
  const { headers, status } = response;
  const text = await response.text();
  const message = status === 200 ? "" : String(JSON.parse(text).error.message);
  return { status, headers, text, message, warning: headers.get("x-codegate-warnings") };
}

async function withTenants(work: (gateway: RunningGateway) => Promise<void>, reply = good) {
  const upstream = startUpstream(reply);
  await using gateway = await startGateway({
    accounts: [{ name: "A", baseUrl: upstream.url }],
    tenants: [alice, bob],
  });
  await work(gateway);
  await upstream.stop();
}

function spentBy({ data }: RunningGateway, column: string): number {
  const tokens = "sum(input_tokens + output_tokens)";
  const [row] = data.rows<{ spent: number }>(
    `SELECT ${column === "usd" ? "sum(cost_usd)" : tokens} AS spent FROM codegate_attempts`,
  );
  return row?.spent ?? 0;
}

const slow = (): Reply => ({ ...good(), before: [{ waitMs: 30 }] });

test.each([
  { unit: "usd", amount: 0.1, one: costOfOne },
  { unit: "tokens", amount: 4_000, one: tokensOfOne },
])("200 requests at once never spend more than a budget in $unit", async (each) => {
  const { unit, amount, one } = each;
  await withTenants(async (gateway) => {
    setBudget(gateway, { unit, amount });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(gateway)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    // What was set aside is free again: the rest can be used to its end.
    while ((await ask(gateway)).status === 200);
    expect((await ask(gateway, { key: bob.key })).status).toBe(200);
    await gateway.gateway.close();
    const spent = spentBy(gateway, unit) - one;
    expect(spent).toBeLessThanOrEqual(amount);
    expect(spent).toBeGreaterThan(amount - 2 * one);
  }, slow);
});

test("what a request had set aside is free again, whether it was served or not", async () => {
  const replies = [good(), json(400, { type: "error", error: { type: "x", message: "no" } })];
  let turn = 0;
  await withTenants(
    async (gateway) => {
      setBudget(gateway, { amount: 0.1 });
      for (let index = 0; index < 18; index++) {
        expect((await ask(gateway)).status).toBe(index % 2 === 0 ? 200 : 400);
      }
    },
    () => replies[turn++ % 2] ?? good(),
  );
});

test("the refusal says which budget, what is spent, when it renews and how to raise it", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { amount: 0.015 });
    expect((await ask(gateway)).status).toBe(200);
    const { status, headers, text, message } = await ask(gateway);
    expect(status).toBe(429);
    expect(JSON.parse(text)).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
    expect(message).toMatch(
      /^The daily budget of tenant "alice" has \$0\.0054 left of \$0\.015 \(\$0\.0096 is spent\), and this request may take \$0\.0\d+\. It renews on \d{4}-\d\d-\d\d, 00:00 UTC, or raise it with: codegate budgets set alice --per day --usd AMOUNT$/,
    );
    expect(headers.get("x-should-retry")).toBe("false");
    expect(Number(headers.get("retry-after"))).toBeWithin(1, 86_401);
    expect(headers.get("x-codegate-route")).toBe("nobody; skipped=A(caller-budget)");
    const chat = await ask(gateway, { path: "/v1/chat/completions" });
    expect(chat.status).toBe(429);
    expect(JSON.parse(chat.text).error).toMatchObject({
      code: "insufficient_quota",
      type: "insufficient_quota",
    });
    // Counting tokens costs nothing.
    expect((await ask(gateway, { path: "/v1/messages/count_tokens" })).status).toBe(200);
  });
});

test("a raised or removed budget counts from the next request on", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { span: "month", amount: 0 });
    expect((await ask(gateway)).message).toContain('monthly budget of tenant "alice" is used up');
    setBudget(gateway, { span: "month", amount: 1 });
    expect((await ask(gateway)).status).toBe(200);
    setBudget(gateway, { span: "month", amount: 0.005 });
    expect((await ask(gateway)).status).toBe(429);
    gateway.data.database.run("DELETE FROM codegate_budgets");
    expect((await ask(gateway)).status).toBe(200);
  });
});

test("what another process has spent counts", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { amount: 1 });
    expect((await ask(gateway)).status).toBe(200);
    plantSpent(gateway, 0.985);
    const { status, message } = await ask(gateway);
    expect([status, message]).toEqual([429, expect.stringContaining("$0.0054 left of $1")]);
  });
});

test("each conversation has its own money, and both models of it share that", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { caller: "all", span: "conversation", amount: 0.0215 });
    for (const session of ["one", "two"]) {
      expect((await ask(gateway, { session })).status).toBe(200);
      // Its provider says that the same model as before has served it.
      expect((await ask(gateway, { session, asks: "claude-haiku-4-5" })).status).toBe(200);
      const { status, headers, message } = await ask(gateway, { session });
      expect([status, headers.get("retry-after")]).toEqual([429, null]);
      expect(message).toContain("The budget of this conversation has");
      expect(message).toContain("It does not renew: begin a new conversation");
    }
    expect((await ask(gateway, { session: "one", key: bob.key })).status).toBe(200);
  });
});

test("what another process has spent on a conversation counts, and so does what is kept", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { span: "conversation", amount: 1 });
    for (let turn = 0; turn < 2; turn++) await ask(gateway, { session: "one" });
    const kept = "SELECT usd, tokens FROM codegate_conversation_spend";
    while (gateway.data.rows<{ tokens: number }>(kept)[0]?.tokens !== 2 * tokensOfOne) {
      await Bun.sleep(20);
    }
    expect(gateway.data.rows(kept)).toEqual([
      { usd: expect.closeTo(2 * costOfOne, 9), tokens: 2 * tokensOfOne },
    ]);
    gateway.data.database.run("UPDATE codegate_conversation_spend SET usd = usd + 0.975");
    const { status, message } = await ask(gateway, { session: "one" });
    expect([status, message]).toEqual([429, expect.stringContaining("$0.99 is spent")]);
  });
});

test("everybody together: one caller's spending holds the other back", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { caller: "all", amount: 0.015 });
    expect((await ask(gateway)).status).toBe(200);
    const { message } = await ask(gateway, { key: bob.key });
    expect(message).toContain("The daily budget of all callers together");
  });
});

function plantSpent({ data }: RunningGateway, usd: number): void {
  data.database.run(
    `INSERT INTO codegate_attempts (id, request_id, attempt, timestamp, outcome, cost_usd, caller)
     VALUES (?, 'r', 1, datetime('now'), 'success', ?, ?)`,
    [crypto.randomUUID(), usd, idOf("alice")],
  );
}

test("a warning stands in the answer and in its row from four fifths on", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { amount: 1 });
    plantSpent(gateway, 0.79);
    expect((await ask(gateway)).warning).toBeNull();
    plantSpent(gateway, 0.02);
    const { warning } = await ask(gateway);
    expect(warning).toMatch(
      /^The daily budget of tenant "alice" is 81 % used \(\$0\.82 of \$1\)\. It renews on .+, 00:00 UTC\.$/,
    );
    expect((await ask(gateway, { key: bob.key })).warning).toBeNull();
    await gateway.gateway.close();
    const rows = gateway.data.rows<{ warnings: string | null }>(
      "SELECT warnings FROM codegate_attempts WHERE id NOT LIKE '%-%' ORDER BY rowid",
    );
    expect(rows.map(({ warnings }) => warnings)).toEqual([null, JSON.stringify([warning]), null]);
  });
});

test("what is only partly known reads at least", async () => {
  await withTenants(async (gateway) => {
    setBudget(gateway, { amount: 0.9 });
    plantSpent(gateway, 1);
    gateway.data.database.run("UPDATE codegate_attempts SET cost_is_least = 1");
    const { message } = await ask(gateway);
    expect(message).toContain("is used up: at least $1 of $0.90 is spent");
  });
});
