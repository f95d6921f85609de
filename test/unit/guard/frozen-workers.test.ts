// What could go wrong: two workers decide differently about the same turn of a conversation, and its
// prompt cache is lost with each turn that comes to the other one.
import { expect, test } from "bun:test";
import { success } from "../../../src/base/result.ts";
import { createGuard } from "../../../src/guard/guard.ts";
import { readRules } from "../../../src/guard/rules/rules.ts";
import { keepDecisions } from "../../../src/journey/keep-decisions.ts";
import type { Store } from "../../../src/store/store.ts";
import { tellOfDecisions } from "../../../src/share-state.ts";
import { newsGo, peerPair } from "../../support/peer-pair.ts";

const on = { privacy_enabled: "true" };
const off = { ...on, guardrail_email_enabled: "false" };
interface Sent {
  readonly messages: readonly { readonly content: string }[];
}

/** A database into which nothing gets. */
const locked = { write: () => undefined, readHints: () => [] } as unknown as Store;

function workers() {
  return peerPair().map((peers) => {
    const guard = createGuard({
      key: () => success(new Uint8Array(32)),
      keeper: keepDecisions(locked, () => 0, tellOfDecisions(peers)),
      mappings: { needs: () => false, save: () => undefined, load: () => null },
    });
    return (turns: readonly string[], settings: Readonly<Record<string, string>>) => {
      const messages = turns.map((content) => ({ role: "user", content }));
      const masked = guard.protect({
        bytes: Buffer.from(JSON.stringify({ model: "m", messages })),
        dialect: "openai-chat",
        tenant: "",
        conversation: "one",
        remoteTools: "",
        staysAtProvider: false,
        rules: readRules(new Map(Object.entries(settings))),
      });
      if (!masked.ok) throw new Error("not masked");
      const sent = JSON.parse(Buffer.from(masked.value.bytes).toString()) as Sent;
      return sent.messages.map(({ content }) => content);
    };
  });
}

test("a turn stays as another worker has sent it, also when the settings have changed since", async () => {
  const [one, other] = workers();
  if (one === undefined || other === undefined) throw new Error("two workers");
  const turns = ["Write to ann@northwind.com.", "Write to bob@northwind.com."];
  other(turns.slice(0, 1), on);
  await newsGo();
  const sent = one(turns, on);
  expect(sent.join()).not.toContain("northwind");
  await newsGo();
  const next = other([...turns, "Write to eve@northwind.com."], off);
  expect(next).toEqual([...sent, "Write to eve@northwind.com."]);
  // Nor does what is heard change what was sent here.
  await newsGo();
  expect(one([...turns, "Write to eve@northwind.com."], on)).toEqual(next);
});
