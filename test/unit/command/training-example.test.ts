// What could go wrong: an answer that came as a stream although none was asked for is no example, or
// what is no answer becomes one.
import { expect, test } from "bun:test";
import { trainingExample } from "../../../src/command/export/training-example.ts";
import { speeches } from "../../support/speeches.ts";

const bytes = (text: string) => Buffer.from(text);

test.each(speeches)("$dialect: the answer's own form decides how it is read", (speech) => {
  const request = bytes(String(speech.request(false).body));
  const read = (response: string) =>
    trainingExample({ dialect: speech.dialect, request, response: bytes(response), isFull: true });
  for (const response of [
    speech.text("Hello.").join(""),
    JSON.stringify(speech.whole([{ text: "Hello." }])),
  ]) {
    const example = read(response);
    const messages = example.ok ? example.value.messages : [];
    expect(messages.at(-1)).toEqual({ role: "assistant", content: "Hello." });
  }
});

test.each(speeches)("$dialect: what holds no answer is no example, for a reason", (speech) => {
  const request = bytes(String(speech.request(false).body));
  const read = (response: string) =>
    trainingExample({ dialect: speech.dialect, request, response: bytes(response), isFull: false });
  for (const response of ["", '{"input_tokens":12}', '{"error":{"message":"no"}}', "<html>"]) {
    expect(read(response)).toMatchObject({
      ok: false,
      failure: expect.stringContaining("the answer"),
    });
  }
});
