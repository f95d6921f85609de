// A value that anybody can understand must be understood, and no other may be guessed.
import { expect, test } from "bun:test";
import {
  readBudget,
  readCertificates,
  readInstant,
  readNumber,
  readRateLimit,
  readText,
  readWebAddress,
  readWholeNumber,
} from "../../src/store/read-values.ts";

const bytes = new Uint8Array([1, 2]);
/** Stands for "no obvious meaning". */
const unreadable = Symbol("unreadable");

interface Reader {
  (value: unknown): { readonly ok: boolean; readonly value?: unknown };
}

function check(reader: Reader, cases: readonly (readonly [unknown, unknown])[]): void {
  for (const [stored, expected] of cases) {
    const reading = reader(stored);
    expect([stored, reading.ok ? reading.value : unreadable]).toEqual([stored, expected]);
  }
}

test("text", () => {
  check(readText, [
    [null, null],
    [undefined, null],
    ["", null],
    [" \n", null],
    [" a b ", "a b"],
    [7, "7"],
    [7n, "7"],
    [bytes, unreadable],
  ]);
});

test("numbers", () => {
  check(readNumber, [
    [null, null],
    ["", null],
    [1.5, 1.5],
    [" -2.25 ", -2.25],
    ["+3", 3],
    ["abc", unreadable],
    ["1,5", unreadable],
    ["0x10", unreadable],
    ["1 000", unreadable],
    ["1e999", unreadable],
    [Number.POSITIVE_INFINITY, unreadable],
    [bytes, unreadable],
  ]);
  check(readWholeNumber, [
    [1.5, 1],
    [-1.5, -2],
    ["7", 7],
    ["7.9", 7],
    ["abc", unreadable],
  ]);
});

test("rate limits: a fraction of one must not become no limit", () => {
  check(readRateLimit, [
    [null, 0],
    [0, 0],
    [-5, 0],
    [0.5, 1],
    [1.5, 1],
    ["60", 60],
    ["many", unreadable],
    [bytes, unreadable],
  ]);
});

test("budgets", () => {
  check(readBudget, [
    [null, null],
    [0, null],
    [-1, null],
    [25.5, 25.5],
    ["10", 10],
    ["lots", unreadable],
  ]);
});

test("instants", () => {
  const start2030 = Date.UTC(2030, 0, 1);
  check(readInstant, [
    [null, null],
    [0, null],
    [4_102_444_800_000, 4_102_444_800_000],
    ["4102444800000", 4_102_444_800_000],
    [1_700_000_000_000.75, 1_700_000_000_000],
    ["2030-01-01", start2030],
    ["2030-01-01 00:00:00", start2030],
    ["2030-01-01T01:00:00+01:00", start2030],
    ["2030-01-01t00:00:00.000z", start2030],
    [" 2030-01-01T00:00Z ", start2030],
    ["2030-13-01", unreadable],
    ["01/02/2030", unreadable],
    ["tomorrow", unreadable],
    [bytes, unreadable],
  ]);
});

test("addresses", () => {
  check(readWebAddress, [
    [null, null],
    ["", null],
    [" https://api.test/v1/ ", "https://api.test/v1/"],
    ["HTTP://127.0.0.1:9999", "HTTP://127.0.0.1:9999"],
    ["api.test/v1", unreadable],
    ["localhost:11434", unreadable],
    ["ftp://api.test", unreadable],
    ["file:///etc/passwd", unreadable],
    ["https://", unreadable],
    [bytes, unreadable],
  ]);
});

test("certificates", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
  check(readCertificates, [
    [null, null],
    ["", null],
    [pem, pem],
    ["/etc/ca.pem", unreadable],
    [bytes, unreadable],
  ]);
});
