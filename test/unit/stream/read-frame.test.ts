// What could go wrong: a field is missed because of a space, a CR or a second line.
import { expect, test } from "bun:test";
import { dataJson, dataText, eventName } from "../../../src/stream/read-frame.ts";

const cases: [text: string, name: string | null, data: string | null][] = [
  ["event: ping\ndata: {}\n\n", "ping", "{}"],
  ["event:ping\ndata:{}\n\n", "ping", "{}"],
  ["event: ping\r\ndata: {}\r\n\r\n", "ping", "{}"],
  ["data: {}\nevent: ping\n\n", "ping", "{}"],
  ["data: {}\n\n", null, "{}"],
  ["data:  two spaces\n\n", null, " two spaces"],
  ["data: one\ndata: two\n\n", null, "one\ntwo"],
  ["data:\n\n", null, ""],
  [": data: not this\n\n", null, null],
  ["database: no\neventual: no\n\n", null, null],
  ["id: 7\nretry: 10\ndata: {}", null, "{}"],
  ["\n", null, null],
  ["", null, null],
];

test.each(cases)("%j", (text, name, data) => {
  const frame = Buffer.from(text);
  expect([eventName(frame), dataText(frame)]).toEqual([name, data]);
});

test("JSON of several lines is one value; what is no JSON is undefined", () => {
  expect(dataJson(Buffer.from('data: {"a":\ndata: 1}\n\n'))).toEqual({ a: 1 });
  expect(dataJson(Buffer.from("data: [DONE]\n\n"))).toBeUndefined();
  expect(dataJson(Buffer.from(": nothing\n\n"))).toBeUndefined();
});
