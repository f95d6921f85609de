/** What stands where a secret would stand and is none. */
import { isSequence } from "./randomness.ts";

/** Words that people write instead of a value, anywhere in it. */
const told =
  /example|sample|placeholder|change[_-]?(?:me|it|this)|replace[_-]?(?:me|with|this)|your[_-]?|insert[_-]|redacted|dummy|fake[_-]|^fake$|masked|hidden|todo|fixme|x{4,}|\*{3,}|\.{3}|#{4,}|-{6,}|_{6,}|<[^>]*>|\bxxx\b/i;
/** Values that are written out of another place. */
const reference =
  /^[$%&*!@<]?\{|^\$[A-Za-z_({]|^%[A-Za-z_][\w.-]*%$|^\{\{|^<|^\[|^@[A-Za-z]|\$\{|\{\{|^process\.env|^os\.environ|^env[.(]|^ENV\[|^secrets?\.|^vars?\.|^data\.|^(?:self|this|config|settings|req|request|props|options|params|args|ctx|context)\./;
const nothing =
  /^(?:true|false|null|none|nil|undefined|nan|yes|no|on|off|empty|n\/a|string|str|number|int|integer|bool|boolean|bytes|object|any|unknown|void|optional|required|default|test|value|secret|token|password|passwd|pass|pwd|key|apikey|username|user|admin:admin|username:password|user:pass(?:word)?|foo|bar|baz|foobar|abc|abcd|hello|world)$/i;

/** True for `YOUR_API_KEY`, `${TOKEN}`, `changeme`, `xxxxxxxx`, `abcdefgh`, `None`. */
export function isPlaceholder(value: string): boolean {
  if (value.length > 400) return reference.test(value);
  if (reference.test(value) || nothing.test(value)) return true;
  if (isToldInstead(value)) return true;
  return isSequence(value) && value.length < 64;
}

/** AWS's own examples end in EXAMPLE inside of a real form: there, only lower case tells. */
function isToldInstead(value: string): boolean {
  const match = told.exec(value);
  if (match === null) return false;
  const isInKey = /^[A-Za-z0-9/+]{36,}$/.test(value) && match[0] === "EXAMPLE";
  return !isInKey;
}
