/**
 * Lets only so many requests in per turn of the event loop. To prepare one takes as long as to relay
 * dozens of events: of two hundred that come in the same moment, each would hold up every running
 * stream, and its own answer would wait until the last of them is prepared.
 */
export interface Door {
  /** Null = come in; else resolves in a later turn, to all in the order in which they came. */
  enter(): Promise<void> | null;
}

/** `mostPerTurn`: requests. `nextTurn` runs its work after the events that wait have been seen to. */
export function createDoor(mostPerTurn: number, nextTurn: (work: () => void) => void): Door {
  let entered = 0;
  let waiting: (() => void)[] = [];

  function openAgain(): void {
    const next = waiting.slice(0, mostPerTurn);
    waiting = waiting.slice(mostPerTurn);
    entered = next.length;
    if (entered > 0) nextTurn(openAgain);
    for (const letIn of next) letIn();
  }

  return {
    enter() {
      if (entered === 0) nextTurn(openAgain);
      if (entered < mostPerTurn) {
        entered++;
        return null;
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
  };
}
