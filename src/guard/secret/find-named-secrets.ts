/** Secrets that are recognised by the name they are given to. */
import { max, min } from "../../base/maths.ts";
import { add, type Search } from "../detect/candidates.ts";
import { alphabetOf, bitsAt, isPlainWordAt } from "../detect/letters.ts";
import { createWordCache } from "../detect/word-cache.ts";
import type { DetectorId } from "../finding.ts";
import { isAwsSecret } from "./find-aws-keys.ts";
import { findCookies } from "./find-cookies.ts";
import { isSecretValue } from "./judge-value.ts";
import { kindOfName, longestName, normalise, type NameKind } from "./key-names.ts";
import { isPlaceholder } from "./placeholders.ts";
import { longestGap, readValue, type Value } from "./read-value.ts";

/** Short words that are names of secrets by themselves. */
export const secretWords = ["sig", "pin", "dsn", "pat", "bearer", "pw", "sid", "salt", "senha"];

const pas = alphabetOf("pas");
const pwd = alphabetOf("pwd");
const secret = alphabetOf("secrt");
const token = alphabetOf("token");
const key = alphabetOf("key");
const auth = alphabetOf("auth");
const cred = alphabetOf("cred");
const jwt = alphabetOf("jwt");
const cookie = alphabetOf("cokie");
const session = alphabetOf("sesion");
const signature = alphabetOf("signature");
const contribsys = alphabetOf("contribsy");
const named =
  /pass|pwd|secret|token|key|auth|cred|bearer|jwt|signature|cookie|session|contribsys|kennwort|^(?:sig|pin|dsn|pat|pw|sid|salt|senha)$|_(?:pin|pat|sig|dsn)$/i;

const k = alphabetOf("k");
const c = alphabetOf("c");
const sein = alphabetOf("sein");

/** True when a word with these letters may be the name of a secret. Rare letters are asked first. */
export function mayNameSecret(bits: number): boolean {
  if ((bits & k) !== 0) {
    if ((bits & key) === key || (bits & token) === token || (bits & cookie) === cookie) return true;
  }
  if ((bits & c) !== 0) {
    if ((bits & cred) === cred || (bits & secret) === secret || (bits & contribsys) === contribsys)
      return true;
  }
  if ((bits & pas) === pas || (bits & auth) === auth) return true;
  if ((bits & pwd) === pwd || (bits & jwt) === jwt) return true;
  return (
    (bits & sein) === sein && ((bits & session) === session || (bits & signature) === signature)
  );
}

/** What a name holds by which it may be a secret's, for the table of `detect/word-machine.ts`. */
export const nameParts =
  "pass pwd secret token key auth cred bearer jwt signature cookie session contribsys kennwort _pin _pat _sig _dsn".split(
    " ",
  );
/** Three letters with which one of the words above begins. */
const partBeginnings =
  "pas pwd sec tok key aut cre bea jwt sig coo ses con ken pin pat dsn sid sal sen pw_".split(" ");
/** The same, five bits a letter. */
const triples = new Uint8Array(1 << 15);
for (const word of partBeginnings) {
  let triple = 0;
  for (let index = 0; index < 3; index++) triple = (triple << 5) | (word.charCodeAt(index) & 31);
  triples[triple] = 1;
}

/** True when one of the words above may begin somewhere in this word of a text. */
export function holdsNamePart(text: string, start: number, end: number): boolean {
  let triple = 0;
  for (let index = start; index < end; index++) {
    triple = ((triple << 5) | (text.charCodeAt(index) & 31)) & 0x7fff;
    if (triples[triple] === 1) return true;
  }
  return end - start === 2;
}

/** What may stand behind the name of a secret that has a value. */
const followers = new Uint8Array(128);
for (const letter of " \t\r\n=:\"'`\\]>|?!+,") followers[letter.charCodeAt(0)] = 1;

/** The word of a text from `start` to `end` has letters of a secret's name. */
export function findNamedSecret(search: Search, start: number, end: number): void {
  const { text } = search;
  if (start < search.valuesDone || end - start > 2 * longestName) return;
  if (followers[text.charCodeAt(end)] !== 1 && !isGivenInCall(text, end)) return;
  if (end < search.longValuesEnd) return;
  const begin = nameStart(text, start);
  const name = nameAt(text, begin, end);
  if (name === null || !isAheadOf(text, end, name.least)) return;
  const value = readValue(text, begin, end);
  if (value === null || isWithinRefused(search, value)) return;
  if (isSaidOf(name, text.slice(end, value.start))) judge(search, name, value);
}

/**
 * `auth-sections: …`, of which a word ends at `end`: parts of a name may stand in front of its last
 * word, for which the table need not call. What was read from an earlier word is not read again.
 */
export function findJoinedSecret(search: Search, end: number): void {
  const { text } = search;
  let start = end;
  let at = max(end, search.joinedEnd);
  while (at < end + longestName && isJoint(text.charCodeAt(at))) {
    start = at;
    while (isJoint(text.charCodeAt(start))) start++;
    at = start;
    while (isPlainWordAt(text, at)) at++;
  }
  if (start === end) return;
  search.joinedEnd = at;
  if (isJoint(text.charCodeAt(at)) || !mayBeSecretName(text, start, at)) return;
  // If it is looked at itself, it was looked at.
  search.joinedDone = at;
  findNamedSecret(search, start, at);
}

function mayBeSecretName(text: string, start: number, end: number): boolean {
  let bits = 0;
  for (let index = start; index < end; index++) bits |= bitsAt(text, index);
  return mayNameSecret(bits) && holdsNamePart(text, start, end);
}

/** From this length on, and after so many refusals, values inside of a refused one are not judged. */
const longValue = 100;
const mostRefusals = 8;

/**
 * `auth:auth:auth:…`: every name is given all that follows. The last of them, whose values are
 * short, are judged in any case.
 */
function isWithinRefused(search: Search, { start, end, setting }: Value): boolean {
  if (setting === "quoted" || end - start <= longValue) return false;
  if (start < search.refusedEnd) {
    if (search.refusals === mostRefusals) search.longValuesEnd = longValuesEnd(search, start);
    return search.refusals++ >= mostRefusals;
  }
  search.refusedEnd = end;
  search.refusals = 0;
  return false;
}

/** What values without quotes consist of, wherever they stand, and what is not cut off them. */
const valueUnits = new Uint8Array(128);
for (let code = 33; code < 127; code++) {
  if (/[\w:.=+/|?!@#%*$^~-]/.test(String.fromCharCode(code))) valueUnits[code] = 1;
}

/** Names that end before this would all be refused: they need not be given their values. */
function longValuesEnd({ text, refusedEnd }: Search, start: number): number {
  const most = refusedEnd + longValue;
  let end = start;
  while (end < most && valueUnits[text.charCodeAt(end)] === 1) end++;
  return min(refusedEnd, end - longValue) - longestGap;
}

/** `setPassword("…")` */
function isGivenInCall(text: string, end: number): boolean {
  if (text.charCodeAt(end) !== 40) return false;
  const next = text.charCodeAt(end + 1);
  return next === 34 || next === 39 || next === 96 || next === 92;
}

/** "pass" with nothing but a blank before the next word is a verb. */
function isSaidOf({ name }: Name, gap: string): boolean {
  return name !== "pass" || /[^\s`"']/.test(gap);
}

/** What a name says; null when it is not of a secret. */
const nameAt = createWordCache((written: string): Name | null => {
  const name = named.test(written) && !written.includes("CG_") ? normalise(written) : "";
  const kind = name.includes("contribsys") ? "token" : kindOfName(name);
  return kind === null ? null : { kind, name, least: leastValue(kind, name) };
});

function nameStart(text: string, start: number): number {
  let begin = start;
  const limit = max(0, start - longestName);
  while (begin > limit) {
    if (!isJoint(text.charCodeAt(begin - 1)) && !isPlainWordAt(text, begin - 1)) break;
    begin--;
  }
  while (begin < start && isJoint(text.charCodeAt(begin))) begin++;
  return begin;
}

/** A hyphen or a dot, between the words of a name. */
export function isJoint(code: number): boolean {
  return code === 45 || code === 46;
}

interface Name {
  readonly kind: NameKind;
  readonly name: string;
  /** Units without white space that a value of it has at least. */
  readonly least: number;
}

/** As `isSecretValue` wants it; a login may be shorter, and a password, and of cookies the first. */
function leastValue(kind: NameKind, name: string): number {
  if (kind === "key") return 16;
  return kind === "token" && !/auth|bearer|cookie$/.test(name) ? 8 : 0;
}

/**
 * Whether so many units without white space may be a value of the name that ends at `end`. For
 * comments and prose, where nearly every "key" is a word of a sentence: telling that by the forms
 * of values takes twenty patterns.
 */
function isAheadOf(text: string, end: number, least: number): boolean {
  const most = min(text.length, end + longestGap + least);
  let run = 0;
  for (let index = end; index < most && run < least; index++) {
    run = text.charCodeAt(index) > 32 ? run + 1 : 0;
  }
  return run >= least;
}

function judge(search: Search, { kind, name }: Name, value: Value): void {
  const { text } = search;
  const words = text.slice(value.start, value.end);
  const scheme = /^(?:basic|bearer|token|apikey|key|digest|oauth|negotiate|ssws) ?/i.exec(
    words,
  )?.[0];
  if (scheme !== undefined && /auth|bearer/.test(name)) return judgeHeader(search, value, scheme);
  if (name.endsWith("cookie")) return findCookies(search, value.start);
  const detector = detectorOf(kind, name, words);
  if (words.includes("CG_") || isNameAgain(words, name)) return;
  if (!isSecretValue(kind, words, value.setting)) return;
  search.valuesDone = value.end;
  add(search, detector, value, "name");
}

/** `password: password`. That most values end otherwise is told at once. */
function isNameAgain(value: string, name: string): boolean {
  if (value === "") return false;
  const last = value.charCodeAt(value.length - 1);
  const small = last >= 65 && last <= 90 ? last | 32 : last;
  const written = last === 32 || isJoint(last) ? 95 : small;
  if (last < 128 && written !== name.charCodeAt(name.length - 1)) return false;
  return normalise(value) === name;
}

function detectorOf(kind: NameKind, name: string, value: string): DetectorId {
  if (/aws|access_key$/.test(name) && isAwsSecret(value)) return "aws_keys";
  return kind === "password" ? "password" : "api_key";
}

/** `Authorization: Basic …`, quoted or to the end of the word. */
function judgeHeader(search: Search, value: Value, scheme: string): void {
  const { text } = search;
  const start = skipSpaces(text, value.start + scheme.length);
  const credential = /^[^\s"'`\\,;<>]{1,4000}/.exec(text.slice(start, start + 4_000))?.[0] ?? "";
  const place = { start, end: start + credential.length };
  if (credential.includes("CG_") || isPlaceholder(credential)) return;
  if (/^basic/i.test(scheme)) {
    if (isLogin(credential)) add(search, "password", place, "basic login");
  } else if (isSecretValue("token", credential, "prose")) {
    add(search, "api_key", place, "authorization");
  }
}

function isLogin(encoded: string): boolean {
  if (!/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(encoded)) return false;
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(encoded, "base64").toString("latin1"));
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (at < start + 4 && text.charCodeAt(at) === 32) at++;
  return at;
}
