// What could go wrong: the short cut for ordinary events reads one of the other forms wrongly.
import { expect, test } from "bun:test";
import { readEventText } from "../../../src/stream/event-data.ts";

test.each([
  ["data: x\n\n", null, "x"],
  ["data:x\n\n", null, "x"],
  ["data:  x \n\n", null, " x "],
  ["data: x", null, "x"],
  ["data:\n\n", null, ""],
  ["event: a\ndata: x\n\n", "a", "x"],
  ["event:a\ndata:x\n\n", "a", "x"],
  ["event: a\nid: 7\nretry: 1\ndata: x\n\n", "a", "x"],
  ["id: 7\nevent: a\ndata: x\n\n", "a", "x"],
  ["data: x\ndata: y\n\n", null, "x\ny"],
  ["event: a\ndata: x\ndata: y\n\n", "a", "x\ny"],
  ["data: x\nevent: a\n\n", "a", "x"],
  [": comment\ndata: x\n\n", null, "x"],
  [": comment\n\n", null, null],
  ["event: a\n\n", "a", null],
  ["database: x\n\n", null, null],
  ["\n", null, null],
  ["\n\ndata: x\n\n", null, "x"],
])("%j", (event, name, data) => {
  expect(readEventText(event)).toEqual({ name, data });
});
