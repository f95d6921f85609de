/** Which detectors are asked about a word. */
import { findIbanAt, mayStartIban } from "../personal/find-ibans.ts";
import { findNumberAt, gapAt } from "../personal/find-numbers.ts";
import { findLetteredId, nationalIdWords } from "../personal/national-ids.ts";
import { findPassportAt, passportParts } from "../personal/find-passports.ts";
import {
  addressWords,
  findAddressField,
  findHouseNumberAt,
  findStreetAt,
  findStreetFrom,
  mayLeadToStreet,
  streetWords,
} from "../personal/find-street-addresses.ts";
import { findNamesAt } from "../name/find-names.ts";
import { findNameBehindWord, introducingWords, isCapitalAhead } from "../name/introduced-names.ts";
import { dictionaryWords, mayBeName } from "../name/name-words.ts";
import { awsKeyBeginnings, findAwsKeyAt, mayStartAwsKey } from "../secret/find-aws-keys.ts";
import { findBareSecret } from "../secret/find-bare-secrets.ts";
import { commandWords, findCommandLogin } from "../secret/find-command-logins.ts";
import { findKubernetesData } from "../secret/find-kubernetes-data.ts";
import {
  findNamedSecret,
  holdsNamePart,
  mayNameSecret,
  nameParts,
  secretWords,
} from "../secret/find-named-secrets.ts";
import { findPuttyKey, findWebKey } from "../secret/find-listed-keys.ts";
import { findPrivateKeyAt } from "../secret/find-private-keys.ts";
import {
  capitalKeyBeginnings,
  findKeyAt,
  findKeyByWord,
  keyBeginnings,
  mayStartKey,
} from "../secret/find-vendor-keys.ts";
import {
  findWebTokenAt,
  mayStartWebToken,
  webTokenHead,
  wrappedHead,
} from "../secret/find-web-tokens.ts";
import { findToken, shortestToken } from "../token/token-shape.ts";
import type { Search } from "./candidates.ts";
import { buildCapitalStarts, type CapitalStarts } from "./capital-starts.ts";
import type { Vocabulary } from "./word-heads.ts";
import { accented, alphabetOf, digit, isDigit, lower, underscore, upper } from "./letters.ts";

const letters = (1 << 26) - 1;
const mixed = lower | upper | digit;
const pass = alphabetOf("pas");
const address = alphabetOf("adres");
const street = alphabetOf("stret");
const named = alphabetOf("name");

/** Words that a detector waits for, and which. */
const roleBits = {
  name: 1,
  secret: 2,
  command: 4,
  address: 8,
  street: 16,
  manifest: 32,
  document: 64,
  begin: 128,
  putty: 256,
  webkey: 512,
  national: 1024,
};
type Role = keyof typeof roleBits;
const roles = new Map<string, number>();
function give(role: Role, words: readonly string[]): void {
  for (const word of words) roles.set(word, (roles.get(word) ?? 0) | roleBits[role]);
}
give("name", introducingWords);
give("secret", secretWords);
give("command", commandWords);
give("address", addressWords);
give("street", streetWords);
give("document", ["document"]);
give("begin", ["begin"]);
give("putty", ["private"]);
give("webkey", ["kty"]);
give("national", nationalIdWords);
give("manifest", ["secret"]);

const announcers = [...roles.keys()].filter((word) => isAnnouncer(word));

/** Only in front of a name it is anything. */
function isAnnouncer(word: string): boolean {
  return roles.get(word) === roleBits.name && word !== "name";
}

/** What the table has to know of the questions below. */
export const vocabulary: Vocabulary = {
  words: [...roles.keys()],
  announcers,
  beginnings: [...keyBeginnings, webTokenHead.toLowerCase()],
  parts: [...nameParts, ...passportParts],
  // Of `findNameBehindWord` and `findAddressField`.
  ends: ["name", "dress", "street"],
};

/** The same for words with a capital that hold nothing of the above. */
export function capitalStarts(): CapitalStarts {
  const keys = [...capitalKeyBeginnings, ...awsKeyBeginnings, wrappedHead];
  return buildCapitalStarts(dictionaryWords(), keys);
}

/**
 * What a word of this length, beginning and end may be: nothing, only an announcement of a
 * name, or something else of the above.
 */
const longestRole = 15;
const slots = new Uint8Array(1 << 12);
/** The words of a slot, so that one of a text is found without making a copy of it. */
const wordsBySlot = new Map<number, string[]>();
for (const word of roles.keys()) {
  const slot = slotOf(word, 0, word.length);
  slots[slot] = Math.max(slots[slot] ?? 0, isAnnouncer(word) ? 1 : 2);
  wordsBySlot.set(slot, [...(wordsBySlot.get(slot) ?? []), word]);
}

/** The word of the above that stands there in any letter case. */
function roleWordAt(text: string, start: number, end: number): string | undefined {
  const words = wordsBySlot.get(slotOf(text, start, end));
  return words?.find((word) => word.length === end - start && isSame(text, start, word));
}

function isSame(text: string, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(start + index);
    const small = code >= 65 && code <= 90 ? code | 32 : code;
    if (small !== word.charCodeAt(index)) return false;
  }
  return true;
}

function slotOf(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start) & 31;
  const second = text.charCodeAt(start + 1) & 31;
  const last = text.charCodeAt(end - 1) & 31;
  return ((((end - start) * 29 + second) * 37 + first) * 31 + last) & 0xfff;
}

/** A short word of letters only. */
export function takePlainWord(search: Search, start: number, end: number, all: number): void {
  const { text } = search;
  if (end - start <= longestRole && end - start > 1) {
    const slot = slots[slotOf(text, start, end)] as number;
    if (slot === 2 || (slot === 1 && isCapitalAhead(text, end))) takeRole(search, start, end);
  }
  if ((all & (upper | accented)) !== 0) {
    if ((all & accented) !== 0 || mayBeName(text, start, end)) findNamesAt(search, start);
  }
  takeName(search, start, end, all & letters);
  const next = text.charCodeAt(end);
  if (isKeyMark(next) && mayStartKey(text, start)) findKeyAt(search, start);
  if (text.charCodeAt(start - 1) === 92) takeEscaped(search, start, end, all);
}

/** What may stand behind the first letters of a key: + - . / and, at the end of base64, =. */
function isKeyMark(code: number): boolean {
  return (code >= 45 && code <= 47) || code === 43 || code === 61;
}

/** A word with digits or underscores, or a long one. */
export function takeRichWord(search: Search, found: number, end: number, all: number): void {
  const { text } = search;
  if ((all & underscore) !== 0 && holdsToken(text, found, end)) return;
  const start = found + escapeBefore(text, found);
  const first = text.charCodeAt(start);
  if (isDigit(first)) takeNumber(search, start, end);
  else if ((all & digit) !== 0 && first >= 65 && first <= 90 && mayStartIban(text, start)) {
    findIbanAt(search, start);
  }
  if (mayStartKey(text, start)) findKeyAt(search, start);
  if (end - start >= 20) takeLongWord(search, start, end, all);
  else if (mayStartWebToken(text, start)) findWebTokenAt(search, start);
  takeName(search, start, end, all & letters);
}

/** What is glued to a token was glued to something else before, and was no word of its own. */
function holdsToken(text: string, start: number, end: number): boolean {
  return end - start >= shortestToken && findToken(text.slice(start, end), 0) !== null;
}

/** A word in which the name of a secret, a person or a place may be contained. */
function takeName(search: Search, start: number, end: number, alphabet: number): void {
  const { text } = search;
  if (mayNameSecret(alphabet) && holdsNamePart(text, start, end)) {
    if (end !== search.joinedDone) findNamedSecret(search, start, end);
    if ((alphabet & pass) === pass) findPassportAt(search, start, end);
  }
  if (end - start <= 4) return;
  const last = text.charCodeAt(end - 1) | 32;
  const beforeLast = text.charCodeAt(end - 2) | 32;
  if (last === 101 && beforeLast === 109) {
    if ((alphabet & named) === named) findNameBehindWord(search, start, end);
  } else if (last === 115 && beforeLast === 115) {
    if ((alphabet & address) === address) findAddressField(search, start, end);
  } else if (last === 116 && beforeLast === 101 && (alphabet & street) === street) {
    findAddressField(search, start, end);
  }
}

function takeRole(search: Search, start: number, end: number): void {
  const word = roleWordAt(search.text, start, end);
  if (word === undefined) return;
  const own = roles.get(word) ?? 0;
  if ((own & roleBits.begin) !== 0) findPrivateKeyAt(search, start);
  if ((own & roleBits.putty) !== 0) findPuttyKey(search, start);
  if ((own & roleBits.webkey) !== 0) findWebKey(search, start);
  if ((own & roleBits.national) !== 0) findLetteredId(search, end);
  if ((own & roleBits.command) !== 0) findCommandLogin(search, start, word);
  if ((own & roleBits.secret) !== 0) findNamedSecret(search, start, end);
  if ((own & roleBits.manifest) !== 0) findKubernetesData(search, start);
  if ((own & roleBits.document) !== 0) findPassportAt(search, start, end);
  if ((own & roleBits.address) !== 0) findAddressField(search, start, end);
  if ((own & roleBits.street) !== 0) findStreetFrom(search, start);
  if ((own & roleBits.name) !== 0) findNameBehindWord(search, start, end);
}

/** An escaped line end before a word (`\nghp_…`) leaves its letter at the word's beginning. */
function escapeBefore(text: string, start: number): number {
  if (text.charCodeAt(start - 1) !== 92) return 0;
  const code = text.charCodeAt(start);
  return code === 110 || code === 116 || code === 114 ? 1 : 0;
}

/** `\nJames`, `\npassword`: the word without the letter of the escape. */
function takeEscaped(search: Search, found: number, end: number, all: number): void {
  const start = found + escapeBefore(search.text, found);
  if (start === found || start >= end) return;
  if (mayStartKey(search.text, start)) findKeyAt(search, start);
  if (end - start <= longestRole && slots[slotOf(search.text, start, end)] !== 0)
    takeRole(search, start, end);
  if ((all & (upper | accented)) !== 0) findNamesAt(search, start);
}

/** A word of digits alone. */
export function takeDigits(search: Search, start: number, end: number): void {
  takeNumber(search, start, end);
  if (mayStartKey(search.text, start)) findKeyAt(search, start);
}

function takeNumber(search: Search, start: number, end: number): void {
  const { text } = search;
  const isNew = start >= search.numbersDone;
  if (isNew && (end - start >= 7 || gapAt(text, end) !== "")) findNumberAt(search, start);
  if (end - start > 7) return;
  if (mayLeadToStreet(text, end)) findStreetAt(search, start);
  if (
    end - start <= 5 &&
    text.charCodeAt(start - 1) === 32 &&
    isSmallEnd(text.charCodeAt(start - 2))
  ) {
    findHouseNumberAt(search, start);
  }
}

/** A small letter or a dot, as kinds of streets end. */
function isSmallEnd(code: number): boolean {
  return code >= 97 || code === 46;
}

function takeLongWord(search: Search, start: number, end: number, all: number): void {
  const { text } = search;
  if (mayStartWebToken(text, start)) findWebTokenAt(search, start);
  if (mayStartAwsKey(text.charCodeAt(start), end - start)) findAwsKeyAt(search, start);
  if ((all & digit) === 0 || (all & mixed) === digit) return;
  findKeyByWord(search, start, end);
  if ((all & (underscore | accented)) === 0) findBareSecret(search, start, end);
}
