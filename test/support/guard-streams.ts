/** What a client makes of a stream: each text put together from its pieces. */
import type { Dialect } from "../../src/base/dialect.ts";
import { createStreamRestorer } from "../../src/guard/restore/restore-stream.ts";
import type { RestoreTools } from "../../src/guard/restore/restore-json.ts";

/** Whatever is asked for; what is not there is undefined. */
type Json = { readonly [name: string]: Json | undefined } & readonly Json[] & string;

/** The data of all events; comments and [DONE] are left out. */
export function eventsOf(bytes: Uint8Array): Json[] {
  return Buffer.from(bytes)
    .toString()
    .split(/\r?\n\r?\n/)
    .map((event) => /(?:^|\n)data: ?([^\r\n]*)/.exec(event)?.[1] ?? "")
    .filter((data) => data !== "" && data !== "[DONE]")
    .map((data) => JSON.parse(data) as Json);
}

/** Texts by what they belong to: "0 text", "1 input"... */
export function textsOf(dialect: Dialect, bytes: Uint8Array): Record<string, string> {
  const texts: Record<string, string> = {};
  const add = (key: string, piece: unknown): void => {
    if (typeof piece === "string") texts[key] = (texts[key] ?? "") + piece;
  };
  for (const event of eventsOf(bytes)) collectors[dialect](event, add);
  return texts;
}

type Add = (key: string, piece: unknown) => void;

const collectors: Readonly<Record<Dialect, (event: Json, add: Add) => void>> = {
  "anthropic-messages": ({ index, delta }, add) => {
    for (const [field, piece] of Object.entries(delta ?? {})) {
      if (field !== "type" && index !== undefined) add(`${index} ${field}`, piece);
    }
  },
  "openai-chat": ({ choices }, add) => {
    for (const { index, delta } of choices ?? []) {
      add(`${index} content`, delta?.["content"]);
      add(`${index} thought`, delta?.["reasoning_content"]);
      for (const call of delta?.["tool_calls"] ?? []) {
        add(`${index} call ${call["index"]}`, call["function"]?.["arguments"]);
        add(`${index} call ${call["index"]}`, call["custom"]?.["input"]);
      }
    }
  },
  "openai-responses": (event, add) => {
    const type = String(event["type"]);
    const stem = type.slice(0, type.lastIndexOf("."));
    if (type.endsWith(".delta")) add(`${event["output_index"]} ${stem}`, event["delta"]);
  },
};

/** Feeds a stream in the given chunks and joins what comes out. */
export function restoreChunks(
  dialect: Dialect,
  chunks: readonly Uint8Array[],
  tools: RestoreTools,
): Uint8Array {
  const restorer = createStreamRestorer(dialect, tools);
  return Buffer.concat([...chunks.map((chunk) => restorer.feed(chunk)), restorer.end()]);
}
