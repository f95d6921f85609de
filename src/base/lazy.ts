/**
 * A value that is made when somebody first needs it. Rooms that a start does without are loaded so,
 * by a `require`: in the same breath, so that nobody has to wait for a promise.
 */
export function lazy<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
