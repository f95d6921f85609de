// What could go wrong: one of the many servers that are "compatible" with OpenAI's chat is not, and
// its tool calls, thinking or errors reach the client mixed up or not at all.
import { describe, expect, test } from "bun:test";
import { call, chunk, done, readChunks as read, say } from "../../support/chat-chunks.ts";
import { readEvents } from "../../support/read-answer.ts";

describe("what is said", () => {
  test("thinking in each of its fields comes once", () => {
    const details = [{ type: "reasoning.text", text: "deep" }];
    expect(read(say({ reasoning_content: "deep", reasoning_details: details }), done)[0]).toBe(
      "thinking|deep",
    );
    expect(read(say({ reasoning: "deep", reasoning_details: details }), done)[0]).toBe(
      "thinking|deep",
    );
    expect(read(say({ reasoning_details: details }), done)[0]).toBe("thinking|deep");
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "deep" }] },
      { type: "text", text: "said" },
    ];
    expect(read(say({ content }), done)).toEqual(["thinking|deep", "text|said", "end"]);
  });

  test("sealed reasoning is kept as the server wants it back", () => {
    const sealed = { type: "reasoning.encrypted", data: "AbC", format: "google-gemini-v1" };
    expect(
      read(
        say({ reasoning_details: [sealed] }),
        call({ index: 0, id: "1", function: { name: "a" } }),
        done,
      ),
    ).toEqual([`thinking| sealed ${JSON.stringify([sealed])}`, "function a 1|", "end"]);
  });

  test("thinking between texts keeps its place", () => {
    expect(
      read(
        say({ reasoning: "1" }),
        say({ content: "2" }),
        say({ reasoning: "3" }),
        say({ content: "4" }),
        done,
      ),
    ).toEqual(["thinking|1", "text|2", "thinking|3", "text|4", "end"]);
  });

  test("a refusal, a citation, and choices beyond the first", () => {
    const annotations = [
      { type: "url_citation", url_citation: { url: "https://a.b", title: "t" } },
    ];
    const other = { index: 1, delta: { content: "other" }, finish_reason: "length" };
    const first = { index: 0, delta: { content: "x", annotations }, finish_reason: null };
    expect(read(chunk({ choices: [other, first] }), say({ refusal: "No." }), done)).toEqual([
      "text|x cites https://a.b",
      "refusal|No.",
      "end",
    ]);
  });
});

const usageOf = (...events: readonly string[]) => {
  const last = readEvents("openai-chat", [...events, done].join("")).at(-1);
  return last?.type === "answer-end" ? last.usage : undefined;
};
const counts = (prompt: number, output: number) => ({
  prompt_tokens: prompt,
  completion_tokens: output,
});

describe("the end", () => {
  const said = say({ content: "x" });

  test("several reasons, an empty one, one with a delta, an unknown one", () => {
    expect(read(said, say({ content: "y" }, "length"), say({}, "length"), done)).toEqual([
      "text|xy",
      "output-limit",
    ]);
    expect(read(said, say({}, ""), done)).toEqual(["text|x", "end"]);
    expect(read(said, say({}, "eos"), done)).toEqual(["text|x", "end"]);
    expect(read(said, say({}, "content_filter"), done)).toEqual(["text|x", "filtered"]);
    expect(read(said, say({}, "sensitive"), done)).toEqual(["text|x", "filtered"]);
    expect(read(said, say({}, "model_length"), done)).toEqual(["text|x", "context-limit"]);
    expect(read(said, say({}, "MAX_TOKENS"), done)).toEqual(["text|x", "output-limit"]);
  });

  test("either [DONE] or a reason shows it; without both the answer is not whole", () => {
    expect(read(said, done)).toEqual(["text|x", "end"]);
    expect(read(said, say({}, "stop"))).toEqual(["text|x", "end"]);
    expect(read(said, "data:[DONE]")).toEqual(["text|x", "end"]);
    expect(read(said).at(-1)).toStartWith("server: ");
    expect(read(said, 'data: {"choices":[{"delta":{"con').at(-1)).toStartWith("server: ");
  });

  test("the whole message once more is not said twice", () => {
    const message = { role: "assistant", content: "x" };
    const whole = chunk({ choices: [{ index: 0, message, finish_reason: "stop" }] });
    expect(read(said, whole, done)).toEqual(["text|x", "end"]);
    expect(read(whole, done)).toEqual(["text|x", "end"]);
  });

  test("nothing follows it", () => {
    expect(read(said, done, said, done)).toEqual(["text|x", "end"]);
  });

  test("usage: the last of many, Groq's place, and none", () => {
    const both = [
      chunk({ choices: [], usage: counts(9, 1) }),
      chunk({ choices: [], usage: counts(9, 5) }),
    ];
    expect(usageOf(said, ...both)).toMatchObject({ input: 9, output: 5 });
    expect(usageOf(said, chunk({ choices: [], x_groq: { usage: counts(3, 4) } }))).toMatchObject({
      input: 3,
      output: 4,
    });
    expect(usageOf(said)).toBeNull();
  });

  test("errors in a good stream, in each of their shapes", () => {
    const failing = (fields: object) => read(said, chunk(fields)).at(-1);
    expect(failing({ error: { message: "full", code: 429 } })).toBe("rate-limit: full");
    expect(failing({ choices: [], error: { message: "Overloaded now", type: "x" } })).toBe(
      "overloaded: Overloaded now",
    );
    expect(read(said, 'data: {"error":"gone"}\n\n').at(-1)).toBe("server: gone");
    expect(read(said, 'data: {"object":"error","message":"bad","code":400}\n\n').at(-1)).toBe(
      "invalid-request: bad",
    );
    expect(read(said, 'data: {"detail":"nope"}\n\n').at(-1)).toBe("server: nope");
    for (const reason of ["error", "network_error", "insufficient_system_resource"]) {
      expect(read(said, say({}, reason)).at(-1)).toStartWith("server: ");
    }
    expect(read(said, "data: {broken}\n\n", done).at(-1)).toStartWith("server: ");
  });
});
