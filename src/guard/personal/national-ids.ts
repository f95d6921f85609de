/**
 * Numbers by which other countries know their people. Each has a check of its own, and most are
 * believed only beside a word that says what they are.
 */
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { passesLuhn } from "./checksums.ts";
import type { DigitRow } from "./digit-row.ts";

interface NationalNumber {
  readonly digits: number;
  /** Stands in front of it; absent = its groups say enough. */
  readonly word?: RegExp;
  /** Lengths of its groups and what stands between them: `3.3.3-2`. */
  readonly shape?: string;
  readonly isValid: (digits: string) => boolean;
}

const kinds: readonly NationalNumber[] = [
  // Brazil.
  { digits: 11, shape: "3.3.3-2", isValid: isCpf },
  { digits: 11, word: /\bcpf\b/i, isValid: isCpf },
  // India.
  { digits: 12, word: /\b(?:aadhaar|aadhar|uidai|uid)\b/i, isValid: passesVerhoeff },
  // France.
  { digits: 15, shape: "1 2 2 2 3 3 2", isValid: isNir },
  { digits: 15, word: /s[eé]cu(?:rit[eé])?\b|\bnir\b|\binsee\b|social security/i, isValid: isNir },
  // Poland.
  { digits: 11, word: /\bpesel\b/i, isValid: (text) => weighed(text, "13791379131") % 10 === 0 },
  // The Netherlands: the last digit counts against the others.
  {
    digits: 9,
    word: /\bbsn\b|burgerservicenummer/i,
    isValid: (text) => (weighed(text, "987654320") - Number(text[8])) % 11 === 0,
  },
  // Canada.
  { digits: 9, word: /\bSIN\b|social insurance|assurance sociale/, isValid: passesLuhn },
  // Germany.
  { digits: 11, word: /steuer-?(?:id|nummer|ident)|\bidnr\b/i, isValid: isTaxId },
  // Great Britain's health service.
  { digits: 10, word: /\bnhs\b/i, isValid: isHealthNumber },
  // Sweden, with the century or without.
  { digits: 10, word: /personnummer/i, isValid: passesLuhn },
  { digits: 12, word: /personnummer/i, isValid: (text) => passesLuhn(text.slice(2)) },
];

export function isNationalNumber({ text, start, digits, groups, gaps }: DigitRow): boolean {
  if (digits.length < 9 || digits.length > 15) return false;
  const fits = kinds.some((kind) => {
    if (kind.digits !== digits.length || !kind.isValid(digits)) return false;
    if (kind.shape !== undefined) return kind.shape === shapeOf(groups, gaps);
    return kind.word?.test(contextBefore(text, start, 40)) === true;
  });
  return fits && new Set(digits).size > 1;
}

function shapeOf(groups: readonly number[], gaps: readonly string[]): string {
  return groups.map((length, index) => `${length}${gaps[index] ?? ""}`).join("");
}

function weighed(digits: string, weights: string): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += Number(digits[index]) * Number(weights[index]);
  }
  return sum;
}

function isHealthNumber(digits: string): boolean {
  let sum = Number(digits[9]);
  for (let index = 0; index < 9; index++) sum += Number(digits[index]) * (10 - index);
  return sum % 11 === 0;
}

function isCpf(digits: string): boolean {
  const check = (length: number): number => {
    let sum = 0;
    for (let index = 0; index < length; index++)
      sum += Number(digits[index]) * (length + 1 - index);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

/** Sex, year, month, place, order, and the key of two digits. */
function isNir(digits: string): boolean {
  if (!/^[12]\d\d(?:0[1-9]|1[0-2]|[2-4]\d|5\d|6[0-2])/.test(digits)) return false;
  return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13));
}

/** ISO 7064, MOD 11,10. */
function isTaxId(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return !digits.startsWith("0") && (11 - product) % 10 === Number(digits[10]);
}

const multiply = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const permute = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];

function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    check = Number(multiply[check]?.[Number(permute[index % 8]?.[digit])]);
  }
  return check === 0 && !/^[01]/.test(digits);
}

/** Words in front of numbers that have letters. */
export const nationalIdWords = ["nino", "insurance", "dni", "nie", "nif", "fiscale"];

/** `NINO: AB 12 34 56 C`, `DNI 12345678Z`, `codice fiscale RSSMRA85T10A562S`. */
const lettered =
  /[^\w\n]{0,4}(?:(?:number|no|num|n[ºo°]|is)[^\w\n]{1,4}){0,2}([A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]|[XYZ]?\d{7,8}-?[A-Z]|[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z])(?!\w)/iy;

/** One of the words above ends at `end`. */
export function findLetteredId(search: Search, end: number): void {
  lettered.lastIndex = end;
  const match = lettered.exec(search.text);
  const id = match?.[1];
  if (match === null || id === undefined || !isLetteredId(id.toUpperCase())) return;
  const start = end + match[0].length - id.length;
  add(search, "ssn", { start, end: start + id.length }, "national id");
}

/** Of Spanish ones the letter is a check; the others are known by their form and word. */
function isLetteredId(id: string): boolean {
  const spanish = /^([XYZ]?)(\d{7,8})-?([A-Z])$/.exec(id);
  if (spanish === null) return true;
  const [, first = "", number = "", letter] = spanish;
  const whole = Number(`${"XYZ".indexOf(first || "X")}${number}`);
  return "TRWAGMYFPDXBNJZSQVHLCKE"[whole % 23] === letter;
}
