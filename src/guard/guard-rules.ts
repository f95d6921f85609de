/** The rules of a caller, read once for each picture of the database: a picture never changes. */
import { createMemoryOf } from "../base/memory-of.ts";
import type { Snapshot, Tenant } from "../store/snapshot.ts";
import { readRules, type Rules } from "./rules/rules.ts";

/** `complain` hears each sentence about settings that cannot be used once. */
export function createGuardRules(
  complain: (sentence: string) => void,
): (snapshot: Snapshot, tenant: Tenant | null) => Rules {
  const knownOf = createMemoryOf<Snapshot, Rules>();
  const told = new Set<string>();
  return (snapshot, tenant) => {
    const ofPicture = knownOf(snapshot);
    const id = tenant?.id ?? "";
    const found = ofPicture.get(id);
    if (found !== undefined) return found;
    const rules = readRules(snapshot.settings, tenant?.settings);
    ofPicture.set(id, rules);
    for (const complaint of rules.complaints) {
      if (!told.has(complaint)) complain(complaint);
      told.add(complaint);
    }
    return rules;
  };
}
