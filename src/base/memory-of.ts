/** What is worked out of something that never changes, by names; gone with it. */
export function createMemoryOf<Source extends object, Value>(): (
  source: Source,
) => Map<string, Value> {
  const all = new WeakMap<Source, Map<string, Value>>();
  return (source) => {
    const known = all.get(source);
    if (known !== undefined) return known;
    const made = new Map<string, Value>();
    all.set(source, made);
    return made;
  };
}
