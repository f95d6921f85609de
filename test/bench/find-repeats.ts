/**
 * What looking for a loop costs a request: `bun test/bench/find-repeats.ts`. The traffic is an
 * agent's: a conversation of 100 KB or 1 MB whose last calls differ, or are all the same.
 */
import { findRepeats } from "../../src/read/find-repeats.ts";
import { readRequest, type ModelRequest } from "../../src/read/read-request.ts";

const rounds = 2_000;
const result = 'a line with "quotes" of what the tool has printed\n'.repeat(40);

function conversation(size: number, isLoop: boolean): ModelRequest {
  const messages: unknown[] = [{ role: "user", content: "Make the tests pass." }];
  for (let bytes = 0, turn = 0; bytes < size; turn++) {
    const input = { command: isLoop ? "npm test" : `npm test ${turn}` };
    const call = { type: "tool_use", id: `toolu_${turn}`, name: "Bash", input };
    const answer = { type: "tool_result", tool_use_id: call.id, content: result };
    messages.push({ role: "assistant", content: [call] }, { role: "user", content: [answer] });
    bytes += result.length + 200;
  }
  const body = { model: "claude-opus-4-6", max_tokens: 1, messages };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const raw = { operation: "messages", dialect: "anthropic-messages", bytes } as const;
  const read = readRequest(raw);
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

for (const [name, size] of [
  ["100 KB", 100_000],
  ["1 MB", 1_000_000],
] as const) {
  for (const isLoop of [false, true]) {
    const request = conversation(size, isLoop);
    for (let round = 0; round < rounds; round++) findRepeats(request, 5);
    let best = Number.POSITIVE_INFINITY;
    for (let pass = 0; pass < 10; pass++) {
      const begun = Bun.nanoseconds();
      for (let round = 0; round < rounds; round++) findRepeats(request, 5);
      best = Math.min(best, (Bun.nanoseconds() - begun) / rounds);
    }
    const what = isLoop ? "five calls alike" : "calls differ";
    console.log(`${name}, ${what}: ${(best / 1_000).toFixed(2)} µs`);
  }
}
