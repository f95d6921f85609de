/**
 * Deadlines of calls, of which nearly all are kept: one timer for all of them. Each request has two,
 * and a timer of its own costs it a microsecond or two, most of it cold memory.
 */
export interface Deadline {
  /** On the clock of `performance.now()`, milliseconds; Infinity = its time was up. */
  at: number;
  readonly expire: () => void;
  before: Deadline | null;
  after: Deadline | null;
}

/** In the order in which they were set. A list of links: a Set is built anew all the time. */
let first: Deadline | null = null;
let last: Deadline | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** When the timer goes off: nobody's time is up before. */
let wakesAt = Infinity;

/** Calls once when the time is up, unless it is cleared before. It keeps no process alive. */
export function setDeadline(milliseconds: number, expire: () => void): Deadline {
  const at = performance.now() + milliseconds;
  const deadline: Deadline = { at, expire, before: last, after: null };
  if (last === null) first = deadline;
  else last.after = deadline;
  last = deadline;
  if (at < wakesAt) wakeAt(at, milliseconds);
  return deadline;
}

/** To be called once, whether or not its time was up. */
export function clearDeadline({ before, after }: Deadline): void {
  if (before === null) first = after;
  else before.after = after;
  if (after === null) last = before;
  else after.before = before;
}

function wakeAt(at: number, milliseconds: number): void {
  clearTimeout(timer);
  wakesAt = at;
  timer = setTimeout(wake, milliseconds);
  timer.unref();
}

function wake(): void {
  const now = performance.now();
  const late: Deadline[] = [];
  wakesAt = Infinity;
  let next = Infinity;
  for (let each = first; each !== null; each = each.after) {
    if (each.at > now) next = Math.min(next, each.at);
    else late.push(each);
  }
  if (next < Infinity) wakeAt(next, next - now);
  for (const each of late) {
    each.at = Infinity;
    each.expire();
  }
}
