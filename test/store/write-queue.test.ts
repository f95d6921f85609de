// A queue that forgets its bounds fills the memory; one that drops the wrong rows loses money.
import { describe, expect, test } from "bun:test";
import { createWriteQueue, type WriteQueue } from "../../src/store/write-queue.ts";
import { requestLogRow, usageRow } from "../support/store-rows.ts";

function idsOf(queue: WriteQueue): readonly string[] {
  return queue.all().map((row) => ("id" in row ? row.id : row.table));
}

function logRow(id: string, bytes: number): ReturnType<typeof requestLogRow> {
  const half = "x".repeat(bytes / 2);
  return requestLogRow({ id, requestBody: half, responseBody: half });
}

test("rows leave in the order in which they came", () => {
  const queue = createWriteQueue({ mostRows: 1_000, mostBytes: 1_000 });
  const seen: string[] = [];
  let next = 0;
  for (let round = 0; round < 50; round += 1) {
    for (let count = 0; count < 7; count += 1) queue.push(usageRow({ id: String((next += 1)) }));
    for (const row of queue.peek(5, 1_000)) if ("id" in row) seen.push(row.id);
    queue.remove(5);
  }
  expect(queue.rows()).toBe(100);
  expect([...seen, ...idsOf(queue)]).toEqual(Array.from({ length: 350 }, (_, i) => String(i + 1)));
});

describe("too many rows", () => {
  test("cost the oldest", () => {
    const queue = createWriteQueue({ mostRows: 2, mostBytes: 100 });
    const losses = ["1", "2", "3", "4"].map((id) => queue.push(usageRow({ id })));
    expect(losses.map(({ rows }) => rows)).toEqual([0, 0, 1, 1]);
    expect(idsOf(queue)).toEqual(["3", "4"]);
  });

  test("give back the bytes of the rows that went", () => {
    const queue = createWriteQueue({ mostRows: 1, mostBytes: 100 });
    queue.push(logRow("1", 60));
    expect(queue.push(logRow("2", 20))).toEqual({ bodies: 0, rows: 1 });
    expect(queue.bytes()).toBe(20);
  });
});

describe("too many bytes", () => {
  test("cost the oldest bodies and no row", () => {
    const queue = createWriteQueue({ mostRows: 10, mostBytes: 100 });
    queue.push(logRow("1", 40));
    queue.push(usageRow({ id: "2" }));
    queue.push(logRow("3", 40));
    expect(queue.push(logRow("4", 40))).toEqual({ bodies: 1, rows: 0 });
    expect(idsOf(queue)).toEqual(["1", "2", "3", "4"]);
    expect(queue.bytes()).toBe(80);
    expect(queue.all().map((row) => "requestBody" in row && row.requestBody !== null)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(queue.push(logRow("5", 60))).toEqual({ bodies: 1, rows: 0 });
    expect(queue.bytes()).toBe(100);
  });

  test("of one row cost its own bodies", () => {
    const queue = createWriteQueue({ mostRows: 10, mostBytes: 100 });
    expect(queue.push(logRow("1", 200))).toEqual({ bodies: 1, rows: 0 });
    expect(queue.bytes()).toBe(0);
  });

  test("are counted as UTF-8", () => {
    const queue = createWriteQueue({ mostRows: 10, mostBytes: 100 });
    queue.push(requestLogRow({ requestBody: "é🔑" }));
    expect(queue.bytes()).toBe(6);
  });

  test("stay right while rows leave", () => {
    const queue = createWriteQueue({ mostRows: 100, mostBytes: 100 });
    for (let round = 0; round < 200; round += 1) {
      queue.push(logRow(String(round), (round % 7) * 10));
      if (round % 3 === 0) queue.remove(2);
    }
    const sum = queue
      .all()
      .map((row) => ("requestBody" in row ? (row.requestBody?.length ?? 0) * 2 : 0))
      .reduce((total, bytes) => total + bytes, 0);
    expect(queue.bytes()).toBe(sum);
    expect(sum).toBeLessThanOrEqual(100);
    queue.remove(1_000);
    expect([queue.rows(), queue.bytes()]).toEqual([0, 0]);
  });
});

test("a batch is bounded by rows and by bytes, but never empty", () => {
  const queue = createWriteQueue({ mostRows: 100, mostBytes: 10_000 });
  for (const bytes of [500, 40, 40, 40]) queue.push(logRow("x", bytes));
  expect(queue.peek(10, 100).length).toBe(1);
  queue.remove(1);
  expect(queue.peek(10, 100).length).toBe(2);
  expect(queue.peek(1, 100).length).toBe(1);
  queue.remove(3);
  expect(queue.peek(10, 100)).toEqual([]);
});

test("what is being written is not dropped, and counts until it is written", () => {
  const queue = createWriteQueue({ mostRows: 4, mostBytes: 100 });
  for (const id of ["1", "2", "3", "4"]) queue.push(logRow(id, 20));
  queue.hold(2);
  expect(queue.push(logRow("5", 20))).toEqual({ bodies: 0, rows: 1 });
  expect(idsOf(queue)).toEqual(["1", "2", "4", "5"]);
  expect(queue.push(logRow("6", 60))).toEqual({ bodies: 2, rows: 1 });
  expect(idsOf(queue)).toEqual(["1", "2", "5", "6"]);
  expect(queue.bytes()).toBe(100);
  queue.remove(2);
  expect(idsOf(queue)).toEqual(["5", "6"]);
  expect(queue.bytes()).toBe(60);
});

test("what could not be written can be dropped again, bodies first", () => {
  const queue = createWriteQueue({ mostRows: 10, mostBytes: 100 });
  for (const id of ["1", "2"]) queue.push(logRow(id, 40));
  queue.hold(1);
  expect(queue.push(logRow("3", 40))).toEqual({ bodies: 1, rows: 0 });
  queue.hold(0);
  expect(queue.push(logRow("4", 40))).toEqual({ bodies: 1, rows: 0 });
  expect(queue.peek(1, 100).map((row) => "requestBody" in row && row.requestBody)).toEqual([null]);
});
