/** Passwords on command lines that no name introduces. */
import { add, type Search } from "../detect/candidates.ts";
import { isSecretValue } from "./judge-value.ts";
import { isPlaceholder } from "./placeholders.ts";

/** From the word on; the last group is the password. */
const commands: Record<string, RegExp> = {
  mysql: /mysql\b[^\n|;]{0,120}? -p(['"]?)([^\s'"]{4,100})\1/y,
  mysqldump: /mysqldump\b[^\n|;]{0,120}? -p(['"]?)([^\s'"]{4,100})\1/y,
  mysqladmin: /mysqladmin\b[^\n|;]{0,120}? -p(['"]?)([^\s'"]{4,100})\1/y,
  mariadb: /mariadb(?:-dump|-admin)?\b[^\n|;]{0,120}? -p(['"]?)([^\s'"]{4,100})\1/y,
  sshpass: /sshpass\s{1,4}-p\s{0,4}(['"]?)([^\s'"]{3,100})\1/y,
  net: /net use [^\n]{0,80}?\\\\[\w.$\\-]{3,80} ([^\s/"*][^\s"]{3,80})/y,
  redis: /redis-cli\b[^\n|;]{0,100}? -a\s{1,4}(['"]?)([^\s'"]{4,200})\1/y,
  curl: /curl\b[^\n|;]{0,200}? (?:-u|--user) ?(['"]?)[\w.@+-]{1,64}:([^\s'"]{3,200})\1/y,
  wget: /wget\b[^\n|;]{0,200}? --password[ =](['"]?)([^\s'"]{3,200})\1/y,
  identified: /identified by (['"])([^'"\n]{3,100})\1/iy,
};

export const commandWords = Object.keys(commands);

/** One of the words above stands at `start`. */
export function findCommandLogin(search: Search, start: number, word: string): void {
  const form = commands[word];
  if (form === undefined) return;
  form.lastIndex = start;
  const match = form.exec(search.text);
  const value = match?.at(-1);
  if (match === null || value === undefined || !isWorth(value)) return;
  const begin = start + match[0].lastIndexOf(value);
  add(search, "password", { start: begin, end: begin + value.length }, "command line");
}

function isWorth(value: string): boolean {
  if (value.includes("CG_") || isPlaceholder(value)) return false;
  return isSecretValue("password", value, "line");
}
