/**
 * The output limit for the model that is really called: the exact id; else the longest listed id
 * that the name extends at a separator ("claude-haiku" for "claude-haiku-4-5"); else the newest
 * dated id of an undated name. Null = no limit known.
 */
export function findOutputLimit(
  model: string,
  maxOutputTokens: ReadonlyMap<string, number>,
): number | null {
  if (maxOutputTokens.size === 0) return null;
  const exact = maxOutputTokens.get(model);
  if (exact !== undefined) return exact;
  const ids = [...maxOutputTokens.keys()];
  const family = longest(ids.filter((id) => extendsId(model, id)));
  const id = family ?? newestDated(ids, model);
  return id === undefined ? null : (maxOutputTokens.get(id) ?? null);
}

function extendsId(model: string, id: string): boolean {
  return id !== "" && model.startsWith(id) && /[-.:@/[]/.test(model.charAt(id.length));
}

function longest(ids: readonly string[]): string | undefined {
  return ids.toSorted((left, right) => right.length - left.length)[0];
}

function newestDated(ids: readonly string[], model: string): string | undefined {
  const dated = ids.filter(
    (id) => id.startsWith(`${model}-`) && /^\d+$/.test(id.slice(model.length + 1)),
  );
  return dated.toSorted().at(-1);
}
