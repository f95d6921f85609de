/** To be awaited before work of one kind goes on; null = at once. */
export type Gather = () => Promise<void> | null;

/**
 * Where many requests are under way, those that have come as far as this in one turn of the event
 * loop go on together in the next, step by step. One by one, with Bun's own work in between, each
 * would find the processor's caches full of other things: a tenth of a request's processor time at
 * 64 connections (`src/README.md`). Nothing for work that decides by what is under way: the
 * steps of one run between those of another. `later`: such as `setImmediate`.
 */
export function createGather(
  isBusy: () => boolean,
  later: (work: () => void) => void = setImmediate,
): Gather {
  /** One for all that wait. */
  let nextTurn: Promise<void> | null = null;

  return () => {
    if (!isBusy()) return null;
    nextTurn ??= new Promise((resolve) => {
      later(() => {
        nextTurn = null;
        resolve();
      });
    });
    return nextTurn;
  };
}
