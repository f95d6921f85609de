/** Counts up from 0 for each key: the round-robin position of a config's tier. */
export function createTurns(): (key: string) => number {
  const next = new Map<string, number>();
  return (key) => {
    const turn = next.get(key) ?? 0;
    next.set(key, turn + 1);
    return turn;
  };
}
