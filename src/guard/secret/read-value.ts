/** From the end of a name to the value that it is given, in the ways that texts write this. */
import { max } from "../../base/maths.ts";
import { isPlainWordAt } from "../detect/letters.ts";
import { matchEnd } from "../detect/match-end.ts";
import type { Setting } from "./judge-value.ts";

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly setting: Setting;
}

/** What stands between a name and its value, UTF-16 units. */
export const longestGap = 80;
const longestQuoted = 4_000;
const shortQuoted = 200;
const longestBare = 400;

/** Closing quotes and brackets of the name, then an operator. */
const operator =
  /(?:\\{0,3}["'`])?[\])]?(?:[ \t]{0,8}\r?\n)?[ \t]{0,20}(?::{1,3}=|[?.+|]{0,2}={1,3}>?|!==?|=>|->|:)[ \t]{0,20}/y;
/** `password: str = "…"`, `token string = "…"`. */
const typed =
  /(?:[ \t]{0,4}:[ \t]{0,4}|[ \t])[A-Za-z_][\w.<>|? [\]]{0,28}?[ \t]{0,4}:?=[ \t]{0,4}(?=["'`])/y;
/** `setProperty("NAME", "…")`. */
const argument = /\\{0,3}["'`][ \t]{0,4},[ \t]{0,4}(?=\\{0,3}["'`])/y;
/** `setPassword("…")`. */
const call = /\((?=\\{0,3}["'`][^"'`\\\n]{1,200}\\{0,3}["'`][,)])/y;
/** `env.TOKEN || "…"`, `login(token, "…")`. */
const instead = /[ \t]{0,4}(?:\|\||\?\?|[ \t]or\b|,)[ \t]{0,4}(?=["'`][^"'`\\\n]{8,200}["'`])/y;
/** `<add key="NAME" value="…">`, and `name: NAME` with `value: …` on the next line. */
const attribute =
  /\\{0,3}["']?[ \t]{0,4},?(?:\\n|\r?\n)?[ \t]{0,30}["'\\]{0,3}(?:secret_)?value["'\\]{0,3}[ \t]{0,4}[:=][ \t]{0,4}/y;
const element = /(?: [^<>\n]{0,40})?>\s{0,40}/y;
const saying =
  /[ \t]{1,2}(?:value[ \t])?(?:(?:(?:is|was|are)(?: now| set to)?|set to|to|=):?[ \t]{1,2})?/y;
/** `password for the wiki: …` */
const owned =
  /[ \t](?:for|of|to)(?: the| my| our| this| your)? [\w.@/-]{1,30}(?:[ \t]?[:=]|[ \t](?:is|was):?)[ \t]{1,2}/y;
const cell = /\\{0,3}[`"']?[ \t]{0,8}\|[ \t]{0,8}`?/y;
const flag = /(?:[ \t]{1,4}|=)/y;

/** In the order in which they are tried, with what each may begin with. */
const valueForms: readonly (readonly [form: RegExp, beginnings: string])[] = [
  [typed, " \t:"],
  [attribute, " \t\n\r\\\"',vs"],
  [operator, " \t\n\r\\\"'`])?.+|=!-:"],
  [argument, "\\\"'`"],
  [call, "("],
  [instead, " \t|?,o"],
  [cell, " \t\\\"'`|"],
];
const formsByCode = Array.from({ length: 128 }, (_, code) =>
  valueForms.flatMap(([form, beginnings]) =>
    beginnings.includes(String.fromCharCode(code)) ? [form] : [],
  ),
);

function formsBehind(code: number): readonly RegExp[] {
  return formsByCode[code] ?? [];
}

/** The value behind a name that ends at `end` and begins at `start`; null when there is none. */
export function readValue(text: string, start: number, end: number): Value | null {
  if (text.charCodeAt(start - 1) === 60) {
    const inner = step(element, text, end);
    if (inner !== -1) return readElement(text, inner);
  }
  const direct = first(text, end, formsBehind(text.charCodeAt(end)));
  if (direct !== -1) return readAt(text, direct, isLineStart(text, start) ? "line" : "code");
  if (isFlag(text, start)) {
    const behind = step(flag, text, end);
    if (behind !== -1 && !text.startsWith("to ", behind)) return readAt(text, behind, "line");
  }
  const told = first(text, end, [owned, saying]);
  return told === -1 ? null : readAt(text, told, "prose");
}

function first(text: string, at: number, forms: readonly RegExp[]): number {
  for (const form of forms) {
    const behind = step(form, text, at);
    if (behind !== -1) return behind;
  }
  return -1;
}

function step(form: RegExp, text: string, at: number): number {
  const behind = matchEnd(form, text, at);
  return behind - at > longestGap ? -1 : behind;
}

const opening = /(?:[rbfuRBFU@]{0,2})(\\{0,3}(?:"""|'''|["'`])|&quot;)/y;

function readAt(text: string, at: number, setting: Setting): Value | null {
  opening.lastIndex = at;
  const match = opening.exec(text);
  if (match === null) return readBare(text, at, setting);
  const quote = match[1] ?? "";
  const start = at + match[0].length;
  const run = quotedRun(text, start, quote);
  const length = closing(run, quote);
  if (length === -1 || /[\r\n]/.test(run.slice(0, length))) return null;
  return { start, end: start + length, setting: "quoted" };
}

/** As much as `closing` has to see: most values are short, and a copy of much text takes long. */
function quotedRun(text: string, start: number, quote: string): string {
  const near = text.slice(start, start + shortQuoted);
  const end = near.indexOf(quote);
  const isClosed = end !== -1 && near.charCodeAt(end - 1) !== 92;
  return isClosed ? near : text.slice(start, start + longestQuoted);
}

/** Where the quote closes: quotes with further backslashes before them belong to the value. */
function closing(run: string, quote: string): number {
  const nearest = run.indexOf(quote);
  if (quote.length > 4 || run.charCodeAt(nearest - 1) !== 92) return nearest;
  const own = quote.length - 1;
  const line = /^[^\r\n]{0,400}/.exec(run)?.[0] ?? "";
  for (let at = nearest; at !== -1; at = line.indexOf(quote, at + 1)) {
    let begin = at;
    while (begin > 0 && run.charCodeAt(begin - 1) === 92) begin--;
    // At each depth of escaping the backslashes before a quote that belongs to the text double.
    if ((at + own - begin) % (2 * (own + 1)) === own) return at;
  }
  // Not every language escapes: `'C:\'`.
  return nearest;
}

function readElement(text: string, start: number): Value | null {
  const length = text.slice(start, start + longestQuoted).indexOf("<");
  if (length === -1) return null;
  const value = text.slice(start, start + length).trimEnd();
  return { start, end: start + value.length, setting: "quoted" };
}

/** Ends at white space, at a quote, and in code at what ends an expression. */
const bareLine = /(?:[^\s"'`<>\\]|\\(?![nrt"'\\]))+/y;
const bareCode = /(?:[^\s"'`<>\\,;(){}[\]&]|\\(?![nrt"'\\]))+/y;

function readBare(text: string, at: number, setting: Setting): Value | null {
  const marked = setting === "line" ? readMarked(text, at) : null;
  if (marked !== null) return marked;
  const form = setting === "code" ? bareCode : bareLine;
  form.lastIndex = 0;
  const run = form.exec(text.slice(at, at + longestBare));
  if (run === null) return null;
  const end = at + trimmed(run[0], setting).length;
  if (end <= at) return null;
  if (setting === "code" && /[([]/.test(text[at + run[0].length] ?? "")) return null;
  return { start: at, end, setting: setting === "line" && !endsLine(text, end) ? "code" : setting };
}

/** `password=ab"cdefghij`: a mark in the middle of a word that has its line to itself. */
const markedWord = /[A-Za-z0-9]{2,40}["',{][A-Za-z0-9]{4,40}\}?(?=[ \t]*(?:$|[\r\n]))/y;

function readMarked(text: string, at: number): Value | null {
  if (text.charCodeAt(at - 1) !== 61 || !/[\w]/.test(text[at - 2] ?? "")) return null;
  markedWord.lastIndex = at;
  const word = markedWord.exec(text)?.[0];
  return word === undefined ? null : { start: at, end: at + word.length, setting: "line" };
}

/** Without the marks that end a sentence or an expression rather than a secret. */
function trimmed(run: string, setting: Setting): string {
  const parameter = /[&;,](?=[A-Za-z_][\w.-]{0,40}=)/.exec(run);
  const cut = parameter === null ? run : run.slice(0, parameter.index);
  const hasOpening = setting === "line" && /[([{]/.test(cut);
  const marks = hasOpening ? ".,;" : ".,;:)]}";
  let end = cut.length;
  while (end > 0 && cut.length - end < 4 && marks.includes(cut.charAt(end - 1))) end--;
  return cut.slice(0, end);
}

/** True when nothing but a comment follows on the line. */
function endsLine(text: string, end: number): boolean {
  return /^[,;]?[ \t]*(?:$|[\r\n"'`]|\\[nr]|#|\/\/|&&|\||[A-Za-z_.-]+=|-)/.test(
    text.slice(end, end + 40),
  );
}

/** What a line of a configuration begins with before its name, diff marks and numbers included. */
const lineHead =
  /[ \t]*(?:\d{1,6}[\t:|→][ \t]*)?[-+>|*#/ \t]{0,8}(?:(?:export|env|arg|set|setx|declare -x|user)[ \t]+)?["']?[\w.$-]{0,64}$/iy;
/** UTF-16 units before a name that are looked at. */
const longestHead = 100;

/** What stands in front of the name on its line, in escaped texts behind `\n`, is such a head. */
function isLineStart(text: string, start: number): boolean {
  const before = text.slice(max(0, start - longestHead), start);
  let head = before.length;
  while (head > 0 && !isLineEnd(before, head - 1)) head--;
  return matchEnd(lineHead, before, head) !== -1;
}

/** Nothing of this is part of a head. */
function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 110) return at > 0 && text.charCodeAt(at - 1) === 92;
  return code === 10 || code === 13;
}

/** `--password x`, `-Dtoken x`, `set aws_secret_access_key x`. */
function isFlag(text: string, start: number): boolean {
  if (start === 0) return false;
  const code = text.charCodeAt(start - 1);
  if (code === 32) return /\b(?:set|config) $/.test(text.slice(max(0, start - 8), start));
  // What is cut off from a longer name goes on in front.
  if (code !== 45 && !isPlainWordAt(text, start - 1)) return false;
  return /(?:^|[\s"'`])--?[\w-]{0,40}$/.test(text.slice(max(0, start - 48), start));
}
