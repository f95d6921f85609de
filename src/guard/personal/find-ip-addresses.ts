/** Addresses of machines: IPv4 that are no versions, IPv6 that are no scopes or times. */
import { max } from "../../base/maths.ts";
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { isDigit, isWordAt } from "../detect/letters.ts";

const four = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w]|\.\d|-\d)/y;

/** A digit stands at `start`. Returns where the address ends, or -1. */
export function findIpv4At(search: Search, start: number): number {
  const { text } = search;
  four.lastIndex = start;
  const match = four.exec(text);
  if (match === null) return -1;
  const end = start + match[0].length;
  if (isCounted(text, start)) return end;
  const octets = match.slice(1, 5);
  if (octets.some((octet) => Number(octet) > 255 || (octet.length > 1 && octet.startsWith("0")))) {
    return end;
  }
  if (isPersonal(octets.map(Number), text, start))
    add(search, "ip_address", { start, end }, "IPv4");
  return end;
}

/** Part of a longer row of numbers, a version or a path. */
function isCounted(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 45 || before === 95) return true;
  if (before === 58)
    return /[\da-f]:$/i.test(text.slice(start - 2, start)) && isDigit(text.charCodeAt(start - 2));
  if (before !== 47) return false;
  return text.charCodeAt(start - 2) !== 47 && !/\s\/$/.test(text.slice(max(0, start - 2), start));
}

const addressed =
  /\b(?:ip|ips|ipv4|host|hosts|addr|address|from|client|server|remote|peer|src|dst|source|ssh|ping|dns|node|gateway|inet|connect(?:ed)?|listen|bind|whitelist|allow|deny|forwarded|for|to|at|on|by)\b[^\n]{0,24}$/i;
const versioned =
  /(?:version|release|build|\bver|\bv|§|section|chapter|upgrade[sd]?|bump(?:ed)?|firmware|driver|kernel|assembly\w*|revision|oid|\bpkg|package|chrome|firefox|safari|edg|opr)[\s:="'(,.@^~<>]{0,6}$/i;

function isPersonal(octets: readonly number[], text: string, start: number): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = octets;
  if (first === 127 || first === 0 || first >= 224) return false;
  if (second === 0 && third === 0 && fourth === 0) return false;
  if (octets.every((octet, index) => index === 0 || octet === octets[0])) return false;
  if (isWellKnown(octets)) return false;
  const before = contextBefore(text, start, 40);
  if (versioned.test(before)) return false;
  const isNumbering = octets.every((octet) => octet < 20) || (first <= 2 && second < 40);
  return !isNumbering || addressed.test(before);
}

/** Public resolvers: addresses of services that everybody's configuration names. */
function isWellKnown([first, second, third, fourth]: readonly number[]): boolean {
  const isGoogle = first === 8 && second === 8 && (third === 8 || third === 4);
  if (first === 169 && second === 254 && third === 169) return true;
  const isOther =
    (first === 1 && second === 0 && third === 0 && fourth === 1) || (first === 9 && second === 9);
  return isGoogle || isOther;
}

const six =
  /(?:[0-9A-Fa-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4})(?:%[A-Za-z0-9]{1,15})?/y;

/** A colon stands at `colon`. Without another one close to it there is no address. */
export function findIpv6At(search: Search, colon: number): void {
  const { text } = search;
  if (colon < search.colonsDone || nextColon(text, colon) === -1) return;
  const start = groupStart(text, colon, search.colonsDone);
  six.lastIndex = start;
  const match = six.exec(text)?.[0] ?? "";
  const end = start + max(match.length, 1);
  search.colonsDone = end;
  if (match.length > 5 && isIpv6(text, start, match)) {
    add(search, "ip_address", { start, end }, "IPv6");
  }
}

/** Up to four hexadecimal digits between two colons. */
function nextColon(text: string, at: number): number {
  for (let index = at + 1; index <= at + 5; index++) {
    const code = text.charCodeAt(index);
    if (code === 58) return index;
    const letter = code | 32;
    if (!isDigit(code) && (letter < 97 || letter > 102)) return -1;
  }
  return -1;
}

function groupStart(text: string, colon: number, done: number): number {
  let start = colon;
  while (start > done && start > colon - 5 && /[0-9A-Fa-f]/.test(text[start - 1] ?? "")) start--;
  return start;
}

function isIpv6(text: string, start: number, match: string): boolean {
  if (isWordAt(text, start - 1) || /[:.]/.test(text[start - 1] ?? "")) return false;
  const end = start + match.length;
  if (isWordAt(text, end) || (text[end] === "." && isDigit(text.charCodeAt(end + 1)))) return false;
  if (text[end] === ":") return false;
  return isWholeIpv6(match.replace(/%.*$/, ""));
}

function isWholeIpv6(address: string): boolean {
  const embedded = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (embedded !== undefined && embedded.split(".").some((octet) => Number(octet) > 255))
    return false;
  const plain = embedded === undefined ? address : `${address.slice(0, -embedded.length)}0:0`;
  const halves = plain.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (groups.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  if (halves.length === 1) return groups.length === 8 && groups.some((group) => group.length > 2);
  const head = groups[0] ?? "";
  if (groups.length > 7 || groups.length < 2) return false;
  if (embedded !== undefined) return true;
  return head.length >= 3 ? /\d/.test(head) : groups.length > 3 && /\d/.test(plain);
}
