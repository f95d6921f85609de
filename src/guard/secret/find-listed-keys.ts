/** Private keys that are not in armour: PuTTY's files and JSON Web Keys. */
import { max } from "../../base/maths.ts";
import { addFormal, type Search } from "../detect/candidates.ts";
import { keyLinesEnd } from "./find-private-keys.ts";

const puttyHead = /Private-Lines: \d{1,4}/y;

/** `Private` stands at `start`: of PuTTY's files what comes behind `Private-Lines: 14`. */
export function findPuttyKey(search: Search, start: number): void {
  const { text } = search;
  if (start < search.keysDone) return;
  puttyHead.lastIndex = start;
  const head = puttyHead.exec(text)?.[0];
  if (head === undefined) return;
  search.readsFar = true;
  const begin = start + head.length;
  const end = keyLinesEnd(text, begin);
  search.keysDone = end;
  const first = text.slice(begin, end).search(/[A-Za-z0-9+/=]{16}/);
  if (first === -1) return;
  addFormal(search, "private_key", { start: begin + first, end }, "PuTTY key");
}

/** Longest JSON Web Key on each side of its `kty`, UTF-16 units. */
const longestHalf = 4_000;
const secretMember = /\\{0,3}"(?:d|p|q|dp|dq|qi|k)\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"([\w-]{16,2000})/g;

/** `kty` stands at `start`: the members beside it that only the owner of a key has. */
export function findWebKey(search: Search, start: number): void {
  const { text } = search;
  if (start < search.webKeysDone) return;
  if (!/^\\{0,3}"\s{0,8}:/.test(text.slice(start + 3, start + 18))) return;
  search.readsFar = true;
  const before = text.slice(max(0, start - longestHalf), start);
  const begin = start - before.length + before.lastIndexOf("{") + 1;
  const behind = text.slice(start, start + longestHalf);
  const close = behind.indexOf("}");
  const end = start + (close === -1 ? behind.length : close);
  search.webKeysDone = end;
  for (const match of text.slice(begin, end).matchAll(secretMember)) {
    const value = match[1] ?? "";
    const valueStart = begin + match.index + match[0].length - value.length;
    const place = { start: valueStart, end: valueStart + value.length };
    addFormal(search, "private_key", place, "JSON Web Key");
  }
}
