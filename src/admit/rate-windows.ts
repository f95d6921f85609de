/** Sliding windows: at most so many requests in any 60 seconds, per tenant and per account. */
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";

export interface RateWindows {
  /** Milliseconds until another request fits; 0 = it fits now. Counts nothing. */
  waitFor(key: string, limit: number): number;
  /** Counts one request if it fits and returns 0, else returns the milliseconds to wait. */
  take(key: string, limit: number): number;
}

/** Times of the requests inside the window, oldest first from `head`. */
interface Window {
  times: number[];
  head: number;
}

export function createRateWindows(clock: Clock): RateWindows {
  const windows = new Map<string, Window>();
  let sweptAt = clock.now();

  function waitFor(key: string, limit: number): number {
    const window = windows.get(key);
    if (limit <= 0 || window === undefined) return 0;
    // The usual case, asked of every account with every request: what left the window since could
    // only make more room.
    if (window.times.length - window.head < limit) return 0;
    const now = clock.now();
    forget(window, now);
    const excess = window.times.length - window.head - limit;
    if (excess < 0) return 0;
    const blocking = window.times[window.head + excess] ?? now;
    return blocking + limits.rateWindowMs - now;
  }

  function take(key: string, limit: number): number {
    if (limit <= 0) return 0;
    const wait = waitFor(key, limit);
    if (wait > 0) return wait;
    const now = clock.now();
    sweep(now);
    const window = windows.get(key);
    if (window === undefined) {
      windows.set(key, { times: [now], head: 0 });
      return 0;
    }
    forget(window, now);
    window.times.push(now);
    return 0;
  }

  /** Keys that fell silent are dropped once a window, so that the map follows the traffic. */
  function sweep(now: number): void {
    if (now - sweptAt < limits.rateWindowMs) return;
    sweptAt = now;
    for (const [key, window] of windows) {
      forget(window, now);
      if (window.head === window.times.length) windows.delete(key);
    }
  }

  return { waitFor, take };
}

/** Drops times that left the window; the array is compacted when half of it is dead. */
function forget(window: Window, now: number): void {
  while ((window.times[window.head] ?? Infinity) <= now - limits.rateWindowMs) window.head++;
  if (window.head * 2 > window.times.length) {
    window.times = window.times.slice(window.head);
    window.head = 0;
  }
}
