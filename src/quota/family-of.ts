import { limits } from "../base/limits.ts";

const knownFamilies = ["fable", "opus", "sonnet", "haiku"] as const;

/**
 * What quotas count together: "opus" for every Claude Opus, and the lower-case name itself for
 * models of other vendors, whose limits are per model.
 */
export function familyOf(model: string): string {
  const name = model.slice(0, limits.modelNameLength).toLowerCase();
  const known = knownFamilies.find((family) => name.includes(family));
  return known ?? /claude-([a-z]{3,64})/.exec(name)?.[1] ?? name;
}
