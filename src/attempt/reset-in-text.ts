/** When a limit ends, where a provider says so only in its sentence for people. */

export interface TextReset {
  /** Seconds since the epoch. */
  readonly resetsAt: number | null;
  readonly resetsInSeconds: number | null;
}

const nothing: TextReset = { resetsAt: null, resetsInSeconds: null };

/** Longest start of a message that is looked at, UTF-16 units. */
const messageLength = 1_000;

const announced = /\b(?:reset|resets|regain access|try again|retry|available again)\b/i;
const date = /(\d{4}-\d{2}-\d{2})(?:T| at | )(\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})? ?(Z|UTC)?/;
const wait = /\b(?:in|after) ((?:\d{1,9}(?:\.\d{1,9})? ?[a-z]{1,12},? ?){1,4})/i;
const part = /(\d{1,9}(?:\.\d{1,9})?) ?([a-z]{1,12})/gi;

/** "Your limit will reset at 2026-12-01 10:00:00", "Please try again in 7m12.5s". */
export function resetInText(message: string): TextReset {
  const text = message.slice(0, messageLength);
  const from = announced.exec(text)?.index;
  if (from === undefined) return nothing;
  const rest = text.slice(from);
  const [, day, time, zone] = date.exec(rest) ?? [];
  if (day !== undefined && time !== undefined) return { ...nothing, resetsAt: at(day, time, zone) };
  const said = wait.exec(rest)?.[1];
  return said === undefined ? nothing : { ...nothing, resetsInSeconds: secondsOf(said) };
}

/** Only Zhipu names no zone, and means its own. Too early costs one try, too late costs hours. */
function at(day: string, time: string, zone: string | undefined): number | null {
  const instant = Date.parse(`${day}T${time}${zone === undefined ? "+08:00" : "Z"}`);
  return Number.isNaN(instant) ? null : instant / 1_000;
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^m(?:s|illi\w*)$/i, 0.001],
  [/^s(?:ec\w*)?$/i, 1],
  [/^m(?:in\w*)?$/i, 60],
  [/^h(?:r|rs|our|ours)?$/i, 3_600],
  [/^d(?:ay|ays)?$/i, 86_400],
];

function secondsOf(text: string): number | null {
  let sum: number | null = null;
  for (const [, amount, name = ""] of text.matchAll(part)) {
    const scale = units.find(([unit]) => unit.test(name))?.[1];
    // "in 5 minutes or" ends with a word that is no unit.
    if (scale === undefined) break;
    sum = (sum ?? 0) + Number(amount) * scale;
  }
  return sum;
}
