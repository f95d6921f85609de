/** What is different in two requests: field by field, and element by element in lists. Pure. */

export interface BodyDifference {
  /** Top-level field. */
  readonly field: string;
  /** Elements at the start that are equal; null when it is no list on both sides. */
  readonly same: number | null;
  /** What only the first has, and only the second, from there on. */
  readonly removed: readonly unknown[];
  readonly added: readonly unknown[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** Fields that are equal are left out. */
export function compareBodies(one: Fields, other: Fields): readonly BodyDifference[] {
  const fields = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return fields.flatMap((field) => compareField(field, one[field], other[field]) ?? []);
}

function compareField(field: string, before: unknown, after: unknown): BodyDifference | null {
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  if (!Array.isArray(before) || !Array.isArray(after)) {
    return { field, same: null, removed: present(before), added: present(after) };
  }
  const [old, fresh] = [before as unknown[], after as unknown[]];
  const different = old.findIndex((item, at) => JSON.stringify(item) !== JSON.stringify(fresh[at]));
  const same = different === -1 ? old.length : different;
  return { field, same, removed: old.slice(same), added: fresh.slice(same) };
}

function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}
