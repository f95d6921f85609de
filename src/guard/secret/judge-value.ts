/** Whether what a secret's name is given is a secret. */
import { max, min } from "../../base/maths.ts";
import type { NameKind } from "./key-names.ts";
import { isPlaceholder } from "./placeholders.ts";
import {
  entropy,
  isHex,
  isUnspeakable,
  isUuid,
  looksGenerated,
  shapeOf,
  type Shape,
} from "./randomness.ts";

/** How a value stands in its text. */
export type Setting =
  /** Between quotes. */
  | "quoted"
  /** Unquoted, on a line of its own in a configuration, an environment or a log. */
  | "line"
  /** Unquoted, where program code could stand. */
  | "code"
  /** A word of a sentence: "the password is …". */
  | "prose";

const longestValue = 2_000;

export function isSecretValue(kind: NameKind, value: string, setting: Setting): boolean {
  if (value.length > longestValue || value.length < 3) return false;
  if (/[^\x21-\x7e -ɏ]/.test(value)) return false;
  if (isCode(value, setting) || (setting !== "quoted" && isAlternation(value))) return false;
  if (kind === "password") return isPassword(value, setting);
  return kind === "token" ? isToken(value, setting) : isKey(value);
}

/** `pwd|secret|token`, out of a pattern or a type. */
function isAlternation(value: string): boolean {
  return value.split("|").length > 2;
}

/** Names, calls, types and paths of a program. */
const call =
  /[A-Za-z_$][\w$]*\(|=>|->|::|\(\)|\[\]|\|\||&&|^[([{]|;\s|^\\[a-z]|^function\b|\{\{|<\/|\/>/;
const wholeCall = /^[A-Za-z_$][\w$]*(?:\??\.[\w$]+)*[([]/;
const dotted = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/;
const path =
  /^(?:\.{0,2}\/|[A-Za-z]:\\|~\/|https?:|file:|arn:|urn:|projects\/)|^[\w.-]+(?:\/[\w.-]+){2,}$|\.(?:json|ya?ml|pem|crt|cer|key|txt|ts|js|py|go|rs|md|html|env|toml|ini|conf|xml|sh|png|svg)$/;

function isCode(value: string, setting: Setting): boolean {
  if (value.length > 64 && /=\w{1,40}=\w{1,40}=/.test(value)) return true;
  if (/:\/\/|\]\(/.test(value)) return true;
  if (setting === "quoted") return isPathLike(value) || isMember(value);
  if (/^[&*!@|]/.test(value) && !/\d/.test(value)) return true;
  if (setting === "line" ? wholeCall.test(value) : call.test(value)) return true;
  if (isMember(value)) return true;
  return isPathLike(value);
}

/** `options.token`, `cache_creation.input_tokens`; parts of keys have more than one number. */
function isMember(value: string): boolean {
  return dotted.test(value) && !/\d[A-Za-z]+\d/.test(value);
}

function isPathLike(value: string): boolean {
  return path.test(value) && !looksGenerated(value.replaceAll(/[/+.:]/g, ""), 32);
}

const sentence =
  /\b(?:the|your|you|is|are|must|please|enter|password|passwords|to|for|of|not|invalid|incorrect|at|least|and|or|with|this|that|be|has|was|a|an|new|current|forgot|reset|confirm|required|match|do|does)\b/i;

function isPassword(value: string, setting: Setting): boolean {
  if (value.length < 4 || value.length > 200) return false;
  if (/^\d+$/.test(value)) return setting !== "code" && setting !== "prose" && value !== "0000";
  if (setting === "line" && isMarkedWord(value)) return true;
  if (isPlaceholder(value) || /^[\w.-]+:\d{2,5}$|^(?:\\x[\da-f]{2})+$/i.test(value)) return false;
  if (value.includes(" ")) return isPassphrase(value);
  if (/^[a-z]{4,}(?:[-_.][a-z]{4,}){3,}$/.test(value)) return true;
  const shape = shapeOf(value);
  if (shape.lowers + shape.uppers === 0 && shape.others === 0) return false;
  if (setting === "prose" && hasSignInside(value)) return true;
  if (setting === "code" || setting === "prose") return isMixed(value, shape);
  return hasWeight(value, shape);
}

function isPassphrase(value: string): boolean {
  return /^[a-z]{3,12}(?: [a-z]{3,12}){2,7}$/.test(value) && !sentence.test(value);
}

/** `Kq!wTz%r`: a sign between letters of both cases, as no word of a sentence has. */
function hasSignInside(value: string): boolean {
  if (value.length < 8 || !/[a-z]/.test(value) || !/[A-Z]/.test(value)) return false;
  return /[A-Za-z][!#$%^&*~][A-Za-z]/.test(value);
}

/** Where anything else could stand, a password shows itself by a mixture. */
function isMixed(value: string, shape: Shape): boolean {
  if (value.length < 7 || shape.digits === 0 || shape.lowers + shape.uppers === 0) return false;
  if (/^[a-z]+\d{1,3}$/i.test(value) || /^[a-z]+(?:_[a-z]+)*_?v?\d$/i.test(value)) return false;
  return shape.turns >= 2 || /[!@#$%^&*?~]/.test(value);
}

/** Where a value is expected, a digit or a sign among letters is enough. */
function hasWeight(value: string, shape: Shape): boolean {
  if (shape.digits > 0 && shape.lowers + shape.uppers > 0) {
    return value.length >= 6 && !/^(?:v?\d+(?:\.\d+)+|[a-z]{1,4}-?\d{1,3})$/i.test(value);
  }
  if (/[!@#$%^&*?~+=|]/.test(value)) return value.length >= 6 && !/^[%$]\w$|^[^\w]+$/.test(value);
  if (shape.others > 0) return false;
  return looksGenerated(value, 10) || (value.length >= 10 && isMixedCase(shape, value));
}

/** `ab"cdefghij`, as nothing but a password has it. */
function isMarkedWord(value: string): boolean {
  return value.length >= 8 && /^[A-Za-z0-9]{2,40}["',{][A-Za-z0-9]{4,40}\}?$/.test(value);
}

/** Small and capital letters in an order that no word has. */
function isMixedCase(shape: Shape, value: string): boolean {
  if (shape.turns >= 2 && isUnspeakable(value)) return true;
  const least = max(4, value.length * 0.3);
  return shape.others === 0 && shape.turns >= 4 && min(shape.uppers, shape.lowers) >= least;
}

function isToken(value: string, setting: Setting): boolean {
  if (isUuid(value)) return entropy(value) > 2;
  if (isPlaceholder(value) || value.includes("|") || isTitle(value) || isName(value)) return false;
  if (isStrong(value) || isHex(value, 16)) return true;
  if (value.length < 8 || value.includes(" ")) return false;
  if (/^[0-9a-f]{8}:[0-9a-f]{8}$/.test(value)) return true;
  if (looksGenerated(value, 8)) return true;
  const shape = shapeOf(value);
  if (value.length >= 20 && shape.digits > 1 && isUnspeakable(value)) return true;
  if (setting === "code" || setting === "prose") return false;
  if (value.length >= 16 && isMixedCase(shape, value)) return true;
  if (value.length >= 12 && shape.digits > 0 && isUnspeakable(value)) return true;
  if (value.length >= 20 && shape.digits > 1 && isManyKinds(shape)) return entropy(value) > 3.3;
  return /^[A-Za-z0-9+/_-]{16,}={1,2}$/.test(value) && shape.uppers > 1 && shape.digits > 0;
}

/** `CRAM-MD5`, `AES_256_GCM`: names of methods. */
function isTitle(value: string): boolean {
  return /^(?:[A-Z]{2,}|\d{1,4}|[A-Z]{1,6}\d{1,4})(?:[-_](?:[A-Z]{2,}|\d{1,4}|[A-Z]{1,6}\d{1,4}))+$/.test(
    value,
  );
}

/** `cacheWrite5mTokens`: words and small numbers. */
function isCamel(value: string): boolean {
  return /^[a-z]{2,}(?:[A-Z][a-z]{2,}|\d{1,2}[a-z]?){2,}$/.test(value);
}

function isName(value: string): boolean {
  return isSnake(value) || isCamel(value);
}

/** `int_least16_t`, `PKCS7_ISSUER_AND_SERIAL`: words and small numbers. */
function isSnake(value: string): boolean {
  return /^_*(?:[a-z]+\d{0,3}|[A-Z]+\d{0,3}|\d{1,4})(?:_+(?:[a-z]+\d{0,3}|[A-Z]+\d{0,3}|\d{1,4}[a-z]?))+_*$/.test(
    value,
  );
}

function isManyKinds(shape: Shape): boolean {
  return [shape.lowers, shape.uppers, shape.others].filter((count) => count > 0).length >= 2;
}

/** What a mere "key" is given: `deps-<digest>` is the key of a cache. */
function isKey(value: string): boolean {
  return (
    isStrong(value) && !isName(value) && !/[a-z][-_.:/]v?\d?[-_.:/]?[0-9a-f]{32,64}$/i.test(value)
  );
}

/** A value that needs no good name: long, and generated all through. */
export function isStrong(value: string): boolean {
  if (value.length < 16 || value.includes(" ") || isPlaceholder(value)) return false;
  if (isHex(value, 16)) return value.length === 32 || value.length === 64 || value.length === 48;
  return looksGenerated(value, 16) && !isUuid(value) && !/^\d{4}-\d\d-\d\d/.test(value);
}
