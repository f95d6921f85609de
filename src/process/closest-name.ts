/** The known name that was probably meant: one that a few slips away is the given one. */
export function closestName(given: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.min(Math.max(2, given.length / 5), given.length / 2);
  for (const name of known) {
    const distance = editDistance(given, name);
    if (distance < fewest || (distance === fewest && best === null)) {
      best = name;
      fewest = distance;
    }
  }
  return best;
}

/** How a sentence about an unknown name ends: with the one that was meant, or with what there is. */
export function orClosest(given: string, known: readonly string[]): string {
  const meant = closestName(given, known);
  return meant === null ? `: there are ${known.join(", ")}.` : `; did you mean ${meant}?`;
}

/** Letters to change, add or leave out (Levenshtein). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
