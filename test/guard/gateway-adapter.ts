/**
 * The command that `../shared/guardrails/evaluate.py` drives, through a running gateway:
 * `python3 ../shared/guardrails/evaluate.py --data ../shared/guardrails/sample --cmd 'bun test/guard/gateway-adapter.ts' --fuzz 2000 --reply 300`
 * Arguments: the client's and the provider's dialect, both Messages when not given.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import { openGuardGateway } from "../support/guard-gateway.ts";

interface Query {
  readonly id: string;
  readonly text: string;
  /** A reply of the model that uses tokens of the text. */
  readonly reply?: string;
  /** Sizes in code points in which the reply, or else the masked text, arrives; the last repeats. */
  readonly chunks?: readonly number[];
}

const [from = "anthropic-messages", to = "anthropic-messages"] = Bun.argv.slice(2) as Dialect[];
const gateway = await openGuardGateway(from, to);

function cutBy(chunks: readonly number[]): (text: string) => readonly string[] {
  return (text) => {
    const points = Array.from(text);
    const pieces: string[] = [];
    for (let at = 0, turn = 0; at < points.length; turn++) {
      const size = chunks[Math.min(turn, chunks.length - 1)] ?? 1;
      pieces.push(points.slice(at, at + size).join(""));
      at += size;
    }
    return pieces;
  };
}

async function answer({ id, text, reply, chunks }: Query): Promise<Record<string, unknown>> {
  // Blank texts are not sent to every dialect, and hold nothing.
  if (text.trim() === "") return { id, anonymized: text, restored: text, restored_stream: text };
  const begun = Bun.nanoseconds();
  const whole = await gateway.say({ text, cut: null });
  const result: Record<string, unknown> = {
    id,
    anonymized: whole.sent,
    restored: whole.text,
    ns: Bun.nanoseconds() - begun,
  };
  if (whole.text !== whole.argument) result["restored"] = `argument: ${whole.argument}`;
  const said = { text, reply: (masked: string) => reply ?? masked };
  if (reply !== undefined) {
    result["restored_reply"] = (await gateway.say({ ...said, cut: null })).text;
  }
  if (chunks !== undefined) {
    const streamed = await gateway.say({ ...said, cut: cutBy(chunks) });
    const isSame = streamed.text === streamed.argument;
    result["restored_stream"] = isSame ? streamed.text : `argument: ${streamed.argument}`;
  }
  return result;
}

let held = "";
const decoder = new TextDecoder();
for await (const chunk of Bun.stdin.stream()) {
  const lines = (held + decoder.decode(chunk, { stream: true })).split("\n");
  held = lines.pop() ?? "";
  for (const line of lines) {
    if (line !== "") process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
  }
}
await gateway.close();
