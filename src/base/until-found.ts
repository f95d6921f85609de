import { limits } from "./limits.ts";

/** Looks again and again for what somebody else is about to bring; null = it did not come in time. */
export async function untilFound<Value>(
  look: () => Value | null,
  forMs: number,
): Promise<Value | null> {
  const deadline = performance.now() + forMs;
  for (;;) {
    const found = look();
    if (found !== null || performance.now() >= deadline) return found;
    await Bun.sleep(limits.peerLookMs);
  }
}
