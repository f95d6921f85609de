import { dialectNames, dialectOfName, type Dialect } from "../base/dialect.ts";
import { failed, success, type Result } from "../base/result.ts";

/**
 * Readers for columns that may hold any storage class. A value with one obvious meaning is read;
 * for one without, the failure says what to write instead. Null, and text without any character
 * but white space, mean "nothing".
 */
export type Reading<Value> = Result<Value | null, string>;

export function readText(value: unknown): Reading<string> {
  if (value === null || value === undefined) return success(null);
  if (typeof value === "number" || typeof value === "bigint") return success(String(value));
  if (typeof value !== "string") return failed("write text there instead of binary data");
  const text = value.trim();
  return success(text === "" ? null : text);
}

export function readNumber(value: unknown): Reading<number> {
  const advice = "write a number there, for example 25.5";
  if (typeof value === "number") return Number.isFinite(value) ? success(value) : failed(advice);
  const text = readText(value);
  if (!text.ok) return failed(advice);
  if (text.value === null) return success(null);
  if (!/^[+-]?\d{1,300}(\.\d{1,300})?$/.test(text.value)) return failed(advice);
  return success(Number(text.value));
}

/** Fractions are cut off downwards: 1.5 is 1. */
export function readWholeNumber(value: unknown): Reading<number> {
  const number = readNumber(value);
  if (!number.ok) return failed("write a whole number there, for example 60");
  return success(number.value === null ? null : Math.floor(number.value));
}

/** Requests per 60 s: nothing, zero and less mean 0, "no limit"; a fraction of one means one. */
export function readRateLimit(value: unknown): Result<number, string> {
  const number = readNumber(value);
  if (!number.ok) return failed("write a whole number there, or 0 for no limit");
  if (number.value === null || number.value <= 0) return success(0);
  return success(Math.max(1, Math.floor(number.value)));
}

/** US dollars; null = no budget. */
export function readBudget(value: unknown): Reading<number> {
  const number = readNumber(value);
  if (!number.ok) return failed("write an amount in US dollars there, or NULL for no budget");
  return success(number.value !== null && number.value > 0 ? number.value : null);
}

/**
 * An instant in milliseconds since the epoch, also when stored as a date. Null = unknown: imports
 * of the dashboard store 0 when they know no expiry.
 */
export function readInstant(value: unknown): Reading<number> {
  const number = readWholeNumber(value);
  if (number.ok) {
    return success(number.value !== null && number.value > 0 ? number.value : null);
  }
  const instant = typeof value === "string" ? parseDate(value.trim()) : null;
  if (instant !== null) return success(instant);
  return failed("write milliseconds since 1970 there, or NULL");
}

/** A date with or without a time of day; without a zone it is UTC, as everything in the tables. */
function parseDate(text: string): number | null {
  const pattern =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;
  const found = pattern.exec(text);
  if (found === null) return null;
  const [, day, time = "00:00:00", zone = "Z"] = found;
  const instant = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isFinite(instant) && instant > 0 ? instant : null;
}

/** An http or https address. */
export function readWebAddress(value: unknown): Reading<string> {
  const advice = "write an address there that begins with http:// or https://, or NULL";
  const text = readText(value);
  if (!text.ok) return failed(advice);
  if (text.value === null) return success(null);
  const url = URL.parse(text.value);
  const isWeb = url !== null && (url.protocol === "http:" || url.protocol === "https:");
  return isWeb && url.hostname !== "" ? success(text.value) : failed(advice);
}

/** Certificates as PEM text. */
export function readCertificates(value: unknown): Reading<string> {
  const text = readText(value);
  if (text.ok && (text.value === null || text.value.includes("-----BEGIN CERTIFICATE-----"))) {
    return text;
  }
  return failed("write PEM certificates there, or NULL");
}

/** "messages,chat": dialects by their short names, the preferred one first; null when none is given. */
export function readDialects(value: unknown): Reading<readonly Dialect[]> {
  const text = readText(value);
  if (!text.ok || text.value === null) return text.ok ? success(null) : text;
  const dialects = text.value.split(",").map((name) => dialectOfName(name.trim()));
  const known = dialects.filter((each) => each !== null);
  if (known.length === dialects.length) return success(known);
  return failed(`write some of ${dialectNames.join(", ")} there, by commas, or NULL`);
}

/** Names by commas; null = nothing is said. */
export function readNames(value: unknown): Reading<readonly string[]> {
  const text = readText(value);
  if (!text.ok) return failed("write names by commas there, or NULL");
  if (text.value === null) return success(null);
  const names = text.value.split(",").map((name) => name.trim());
  return success(names.filter((name) => name !== ""));
}

/** A text with something in it; null where there is none, or nothing that is text. */
export function textOrNull(value: unknown): string | null {
  return orElse<string | null>(readText(value), null);
}

/** The value, or a stand-in where it cannot be read and nothing depends on it. */
export function orElse<Value>(reading: Reading<Value>, fallback: Value): Value {
  return reading.ok && reading.value !== null ? reading.value : fallback;
}
