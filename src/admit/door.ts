/**
 * Lets only so much in per turn of the event loop. To prepare a request takes as long as to relay
 * dozens of events, and a long one as long as many short ones: of two hundred that come in the same
 * moment, each would hold up every running stream, and its own answer would wait until the last of
 * them is prepared.
 */
export interface Door {
  /** Null = come in; else resolves in a later turn, to all in the order in which they came. */
  enter(weight: number): Promise<void> | null;
}

interface Waiting {
  readonly weight: number;
  readonly letIn: () => void;
}

/**
 * `mostPerTurn`: weight; what is heavier comes in alone. `nextTurn` runs its work after the events
 * that wait have been seen to.
 */
export function createDoor(mostPerTurn: number, nextTurn: (work: () => void) => void): Door {
  let entered = 0;
  let waiting: Waiting[] = [];

  const hasRoom = (weight: number): boolean => entered === 0 || entered + weight <= mostPerTurn;

  function openAgain(): void {
    entered = 0;
    let count = 0;
    for (const { weight } of waiting) {
      if (!hasRoom(weight)) break;
      entered += weight;
      count++;
    }
    const next = waiting.slice(0, count);
    waiting = waiting.slice(count);
    if (entered > 0) nextTurn(openAgain);
    for (const { letIn } of next) letIn();
  }

  return {
    enter(weight) {
      if (entered === 0) nextTurn(openAgain);
      if (waiting.length === 0 && hasRoom(weight)) {
        entered += weight;
        return null;
      }
      return new Promise((letIn) => {
        waiting.push({ weight, letIn });
      });
    },
  };
}
