/** The items with the smallest values first; ties stay as they are. Asks once for each value. */
export function sortBy<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number,
): readonly Item[] {
  return items
    .map((item) => ({ item, value: valueOf(item) }))
    .toSorted((left, right) => left.value - right.value)
    .map(({ item }) => item);
}
