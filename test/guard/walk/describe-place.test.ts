/** Without this: a refusal cannot say where to look, or quotes what it should keep to itself. */
import { expect, test } from "bun:test";
import { describePlace } from "../../../src/guard/walk/describe-place.ts";

const body = Buffer.from(
  '{ "messages" : [ {"role":"user"}, {"content":[{"type":"text","text":"é HERE"}]} ],' +
    '"metadata":{"a@b.example":"THERE"},"system":"TOP"}',
);

test.each([
  ["HERE", "messages[1].content[0].text"],
  ["THERE", "metadata.…"],
  ["a@b", "metadata.…"],
  ["TOP", "system"],
  ['"user"', "messages[0].role"],
])("the place of %s is %s", (text, place) => {
  expect(describePlace(body, body.indexOf(text))).toBe(place);
});

test("a place deep down is told as far as a person would follow", () => {
  const deep = Buffer.from(`{"a":${"[".repeat(300)}"HERE"${"]".repeat(300)}}`);
  expect(describePlace(deep, deep.indexOf("HERE"))).toBe(`a${"[0]".repeat(15)}`);
});
