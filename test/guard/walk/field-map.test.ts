/** Without this: a field that nobody thought of carries secrets out, or a signature breaks. */
import { describe, expect, test } from "bun:test";
import { fieldMap, rootShapes } from "../../../src/guard/walk/field-map.ts";
import type { ShapeName } from "../../../src/guard/walk/shape-name.ts";
import { maskRequest } from "../../../src/guard/walk/mask-request.ts";
import { conversation, makeGuard, makeMemory, tokenFor } from "../../support/guard-walk.ts";
import { bodyFor, segmentsOf } from "../../support/guard-paths.ts";
import { anthropicRows } from "./anthropic-rows.ts";
import { chatRows } from "./chat-rows.ts";
import type { FieldRow } from "./field-row.ts";
import { responsesRows } from "./responses-rows.ts";

const fieldRows = [...anthropicRows, ...chatRows, ...responsesRows];
const value = 'before <<a "secret"\n>> behind';
const secretText = '<<a "secret"\n>>';
const masked = value.replace(secretText, tokenFor(secretText));

function mask({ dialect, path }: FieldRow, leaf: unknown): string {
  const bytes = Buffer.from(JSON.stringify(bodyFor(path, leaf)));
  const scope = makeMemory().open(conversation("test"));
  const { masker } = makeGuard();
  return Buffer.from(maskRequest({ bytes, dialect, masker, scope }).bytes).toString();
}

const insideJson = (text: string) => JSON.stringify({ path: [text], "<<": 1 });

describe("every row of the field map", () => {
  test.each(fieldRows.map((row) => [`${row.dialect}: ${row.path} is ${row.expected}`, row]))(
    "%s",
    (_, row) => {
      if (row.expected === "json") {
        expect(mask(row, insideJson(value))).toBe(
          JSON.stringify(bodyFor(row.path, insideJson(masked))),
        );
      } else {
        const expected = row.expected === "kept" ? value : masked;
        expect(mask(row, value)).toBe(JSON.stringify(bodyFor(row.path, expected)));
      }
    },
  );
});

/** The rows of the map that a path goes through, as "shape.field". */
function visited({ dialect, path }: FieldRow): string[] {
  let shape: ShapeName = rootShapes[dialect];
  return segmentsOf(path).map(({ name }) => {
    const step = `${shape}.${name}`;
    shape = fieldMap[shape].fields[name] ?? fieldMap[shape].rest;
    return step;
  });
}

/** Fields of answers and of their events, which the tests of the way back go through. */
const answerFields = new Set([
  "content",
  "item",
  "part",
  "content_block",
  "delta",
  "choices",
  "error",
  "message",
  "output",
  "response",
  "call_id",
  "item_id",
  "logprobs",
  "arguments",
  "partial_image_b64",
]);
/** Shapes that have most of their fields from one list. */
const siblings: readonly (readonly ShapeName[])[] = [
  ["item", "chatMessage"],
  ["anthropic", "chat", "responses"],
];
const opaqueFields = new Set(Object.keys(fieldMap.text.fields));

test("no row of the field map is without a test", () => {
  const tested = new Set(fieldRows.flatMap(visited));
  const isTested = (shape: ShapeName, field: string): boolean => {
    const shapes = siblings.find((group) => group.includes(shape)) ?? [shape];
    // Opaque fields come from one list, too: they are tested where they occur.
    const places = opaqueFields.has(field) ? (["item"] as const) : shapes;
    return places.some((place) => tested.has(`${place}.${field}`)) || answerFields.has(field);
  };
  const missing = (Object.keys(fieldMap) as ShapeName[]).flatMap((shape) =>
    Object.keys(fieldMap[shape].fields)
      .filter((field) => !isTested(shape, field))
      .map((field) => `${shape}.${field}`),
  );
  expect(missing).toEqual([]);
});
