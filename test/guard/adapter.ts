/**
 * The command that `../shared/guardrails/evaluate.py` drives, from the repository's root:
 * `python3 ../shared/guardrails/evaluate.py --data ../shared/guardrails/sample --cmd 'bun test/guard/adapter.ts' --fuzz 20000 --reply 300 --stress 100000 --bench 20`
 * One JSON object a line in and out; every guardrail on with default settings, nothing cached. Gets
 * ready first as `codegate serve` does after its start (`src/command/serve/start-up.ts`), so that
 * speeds are those of a process that has served for a second. `--cold` leaves that out.
 */
import { limits } from "../../src/base/limits.ts";
import { maskText } from "../../src/guard/mask.ts";
import { readRules } from "../../src/guard/rules/rules.ts";
import { createRestorer, restoreText } from "../../src/guard/token/restore.ts";
import { createTenantTokens, createTokens } from "../../src/guard/token/tokens.ts";
import { warmUp } from "../../src/guard/warm/warm-up.ts";
import { workWhenIdle } from "../../src/process/idle-work.ts";

interface Query {
  readonly id: string;
  readonly text: string;
  /** A reply of the model that uses tokens of the text. */
  readonly reply?: string;
  /** Sizes in code points in which the reply, or else the masked text, arrives; the last repeats. */
  readonly chunks?: readonly number[];
}

const rules = readRules(new Map([["privacy_enabled", "true"]]));
const tenant = createTenantTokens(new Uint8Array(32).fill(7), "");

function answer({ id, text, reply, chunks }: Query): Record<string, unknown> {
  const tokens = createTokens(tenant);
  const begun = Bun.nanoseconds();
  const anonymized = maskText(text, rules, tokens).text;
  const restored = restoreText(anonymized, tokens.originalOf);
  const result: Record<string, unknown> = {
    id,
    anonymized,
    restored,
    ns: Bun.nanoseconds() - begun,
  };
  if (reply !== undefined) result["restored_reply"] = restoreText(reply, tokens.originalOf);
  if (chunks !== undefined) {
    const restorer = createRestorer(tokens.originalOf);
    const points = Array.from(reply ?? anonymized);
    let streamed = "";
    for (let at = 0, turn = 0; at < points.length; turn++) {
      const size = chunks[Math.min(turn, chunks.length - 1)] ?? 1;
      streamed += restorer.push(points.slice(at, at + size).join(""));
      at += size;
    }
    result["restored_stream"] = streamed + restorer.flush();
  }
  return result;
}

if (!process.argv.includes("--cold")) await getReady();

/** As the gateway does, and with time for what Bun compiles beside it. */
async function getReady(): Promise<void> {
  const ready = Promise.withResolvers<void>();
  function* steps(): Generator<void> {
    yield* warmUp();
    ready.resolve();
  }
  workWhenIdle(steps(), {
    pending: () => 0,
    now: () => performance.now(),
    later: (call, milliseconds) => void setTimeout(call, milliseconds),
  });
  await ready.promise;
  await Bun.sleep(limits.idleWorkWaitMs);
}

let held = "";
const decoder = new TextDecoder();
for await (const chunk of Bun.stdin.stream()) {
  const lines = (held + decoder.decode(chunk, { stream: true })).split("\n");
  held = lines.pop() ?? "";
  for (const line of lines) {
    if (line !== "") process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
  }
}
