import type { Leave } from "./leave.ts";

/** Waits; resolves to false at once when nobody waits for the answer any more. */
export function pause(milliseconds: number, leave: Leave): Promise<boolean> {
  if (leave.reason !== null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stay = leave.on(() => {
      clearTimeout(timer);
      resolve(false);
    });
    const timer = setTimeout(() => {
      stay();
      resolve(true);
    }, milliseconds);
  });
}
