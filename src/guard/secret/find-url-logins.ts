/** Passwords in addresses: `postgres://admin:hunter2@db.internal/app`. Only the password is taken. */
import { min } from "../../base/maths.ts";
import { add, type Place, type Search } from "../detect/candidates.ts";
import { isPlaceholder } from "./placeholders.ts";

const separator = "://";
/** Longest user name with its password, UTF-16 units. */
const longestLogin = 600;

/** The colon of `://` stands at `colon`. */
export function findUrlLoginAt(search: Search, colon: number): void {
  const { text } = search;
  if (!isSchemeBefore(text, colon)) return;
  const login = loginAt(search, colon + separator.length);
  if (login !== null) add(search, "url_auth", login, "URL login");
}

function isSchemeBefore(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1) | 32;
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** Of what a login consists of nearly all means nothing: one question instead of ten. */
const meanings = new Uint8Array(128);
const ending = 1;
for (const mark of ":/?#@") meanings[mark.charCodeAt(0)] = 2;
for (const mark of "\"'`<>\\") meanings[mark.charCodeAt(0)] = ending;
meanings.fill(ending, 0, 33);

/**
 * The password of the login at `start`: up to the last @ before the host ends. A password may hold
 * an @ or a slash that should have been escaped, but no white space and no quote.
 */
function loginAt(search: Search, start: number): Place | null {
  const { text } = search;
  let colon = -1;
  let at = -1;
  let slash = -1;
  const limit = min(text.length, start + longestLogin);
  for (let index = start; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (code >= 128 || meanings[code] === 0) continue;
    if (meanings[code] === ending || (code === 58 && text.startsWith(separator, index))) break;
    if (code === 58 && colon === -1) colon = index;
    if ((code === 47 || code === 63 || code === 35) && slash === -1) slash = index;
    if (code === 64 && (slash === -1 || colon < slash)) {
      at = index;
      if (slash !== -1) break;
    }
  }
  if (at === -1) return null;
  if (colon === -1 || colon > at) return tokenAsUser(text, start, at);
  if (slash !== -1 && slash < at && (isPort(text, colon, slash) || !hasHost(text, at))) return null;
  search.loginEnd = at;
  const password = text.slice(colon + 1, at);
  return isWorth(password, text.slice(start, colon)) ? { start: colon + 1, end: at } : null;
}

/** `https://ghp_…@github.com`: a long user name without a password is one. */
function tokenAsUser(text: string, start: number, at: number): Place | null {
  const user = text.slice(start, at);
  const isToken = user.length >= 20 && /\d/.test(user) && /^[\w-]+$/.test(user);
  return isToken && !isPlaceholder(user) ? { start, end: at } : null;
}

function isPort(text: string, colon: number, slash: number): boolean {
  return /^\d{1,5}$/.test(text.slice(colon + 1, slash));
}

function hasHost(text: string, at: number): boolean {
  return /^[A-Za-z0-9[][\w.-]{0,60}(?:[:/]|\.[a-z]{2,})/.test(text.slice(at + 1, at + 80));
}

const words = /^(?:pass|passwd|password|pw|pwd|secret|token|user|username|apikey|api[_-]key|key)$/i;

function isWorth(password: string, user: string): boolean {
  if (password.length < 3 || words.test(password) || isPlaceholder(password)) return false;
  if (/^\d{1,5}$/.test(password) && /^[\w.-]+\.[a-z]{2,}$/.test(user)) return false;
  return !/[{}|^]|\$\(|%[sd]$/.test(password) || password.length > 12;
}
