// An id that comes out of order costs a page of every index; one that comes twice costs a row.
import { expect, test } from "bun:test";
import { newId } from "../../../src/base/new-id.ts";

test("ids are 32 hex digits, differ, and come in order", () => {
  const ids = Array.from({ length: 5_000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});
