/**
 * What the guardrails need before they are fast: tables, patterns, and code that Bun has compiled.
 * The first megabyte that a process masks costs several times as much as those that follow
 * (`bun test/bench/guard-first.ts`), so the gateway masks texts of its own while nobody asks.
 */
import { limits } from "../../base/limits.ts";
import { success } from "../../base/result.ts";
import { scan } from "../detect/scan.ts";
import { createGuard, type Guard } from "../guard.ts";
import { readRules } from "../rules/rules.ts";
import { seededRandom } from "./maker.ts";
import { typicalTexts } from "./typical-texts.ts";

/** In steps of a few milliseconds at first, and less later. Leaves nothing behind but fast code. */
export function* warmUp(): Generator<void> {
  scan("");
  yield;
  // Two, because what Bun has seen one of alone it compiles as if there were never another.
  const guards = [createIdleGuard(), createIdleGuard()] as const;
  let bytes = 0;
  for (const text of typicalTexts(seededRandom(1))) {
    bytes += maskAndRestore(guards[text.length & 1 ? 1 : 0], text);
    yield;
    if (bytes >= limits.guardWarmUpBytes) return;
  }
}

/** One that keeps nothing, under a key that nobody knows. */
function createIdleGuard(): Guard {
  const key = crypto.getRandomValues(new Uint8Array(32));
  return createGuard({
    key: () => success(key),
    keeper: { save: () => undefined, load: () => [], news: () => [] },
    mappings: { needs: () => false, save: () => undefined, load: () => null },
  });
}

const rules = readRules(new Map([["privacy_enabled", "true"]]));

function maskAndRestore(guard: Guard, text: string): number {
  const content = [{ type: "tool_result", tool_use_id: "toolu_1", content: text }];
  const body = { model: "model", messages: [{ role: "user", content }] };
  const bytes = Buffer.from(JSON.stringify(body));
  const given = { tenant: "", conversation: null, remoteTools: "", staysAtProvider: false };
  const guarded = guard.protect({ bytes, dialect: "anthropic-messages", rules, ...given });
  if (guarded.ok) {
    const { restoring, bytes: sent } = guarded.value;
    restoring.restorer.restore(Buffer.from(sent).toString(), 1);
    restoring.restorer.restore(text, 0);
  }
  return bytes.length;
}
