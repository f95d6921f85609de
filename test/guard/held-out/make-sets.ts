/** All held-out sets of a seed. */
import { makeHarmless } from "./make-harmless.ts";
import { makeNames } from "./make-names.ts";
import { makePersonal } from "./make-personal.ts";
import { makeSecrets } from "./make-secrets.ts";
import { createChance } from "./random.ts";
import type { Sets } from "./record.ts";

export function makeSets(seed: number, rounds: number): Sets {
  const chance = createChance(seed);
  return {
    secrets_tp: makeSecrets(chance, rounds),
    pii_tp: makePersonal(chance, rounds),
    names_tp: makeNames(chance, rounds),
    ...makeHarmless(chance, rounds),
  };
}
