/** Cookies behind a name that says so: `sid=…; theme=dark`. Only generated values are secret. */
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { looksGenerated } from "./randomness.ts";

/** Longest list of cookies that is read from a name on, UTF-16 units. */
const longestList = 4_000;
const first = /[\w.-]{1,64}=([^;\s\\]{16,4000})/y;
const further = /[;\s][\w.-]{1,64}=([^;\s\\]{16,4000})/g;

/**
 * The value of the name begins at `start`. What was read from an earlier name of the line is not read
 * again (`cookie cookie cookie …`): a cookie behind a separator is the same from everywhere.
 */
export function findCookies(search: Search, start: number): void {
  const { text, cookies } = search;
  if (contextBefore(text, start, 8).includes("\n")) return;
  const isRead = start < cookies.end;
  const end = listEnd(text, isRead ? cookies.end : start, start + longestList);
  first.lastIndex = 0;
  const own = first.exec(text.slice(start, end));
  if (own !== null) takeCookie(search, start, own);
  if (isRead && end === cookies.end) return;
  const from = isRead ? cookies.from : start;
  for (const match of text.slice(from, end).matchAll(further)) takeCookie(search, from, match);
  cookies.from = lastSeparator(text, from, end);
  cookies.end = end;
}

/** At the end of the line, at a quote, or at `most`. */
function listEnd(text: string, from: number, most: number): number {
  const limit = most < text.length ? most : text.length;
  let end = from;
  while (end < limit && !endsList(text.charCodeAt(end))) end++;
  return end;
}

function endsList(code: number): boolean {
  return code === 10 || code === 13 || code === 34 || code === 39 || code === 96;
}

const separator = /[;\s]/;

/** Where the last cookie begins that may go on behind `end`. */
function lastSeparator(text: string, from: number, end: number): number {
  for (let at = end - 1; at >= from; at--) {
    if (separator.test(text.charAt(at))) return at;
  }
  return end;
}

function takeCookie(search: Search, from: number, match: RegExpExecArray): void {
  const content = match[1] ?? "";
  if (content.includes("CG_")) return;
  if (!looksGenerated(content.replaceAll(/%[0-9A-F]{2}|\./gi, ""), 16)) return;
  const start = from + match.index + match[0].length - content.length;
  add(search, "api_key", { start, end: start + content.length }, "cookie");
}
