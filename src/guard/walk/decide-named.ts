import { limits } from "../../base/limits.ts";
import type { TextDecision } from "./text-masker.ts";

/** What could be a name in front of a value; anything else would be text of its own. */
const plainName = /^[\w.-]{1,64}$/;

/**
 * Decides about a value as if its property name stood before it: `hunter2` says nothing, and
 * `password: hunter2` does. Longer values and those of several lines speak for themselves.
 */
export function decideNamed(
  text: string,
  name: string | null,
  decide: (text: string) => TextDecision,
): TextDecision {
  const isShort = text.length <= limits.namedTextLength && !text.includes("\n");
  if (name === null || !isShort || !plainName.test(name)) return decide(text);
  const shift = name.length + 2;
  const { findings, replacements } = decide(`${name}: ${text}`);
  // What begins before the value is not about the value alone.
  if (findings.some(({ start }) => start < shift)) return decide(text);
  return {
    findings: findings.map((finding) => moveBy(finding, -shift)),
    replacements: replacements.map((replacement) => moveBy(replacement, -shift)),
  };
}

function moveBy<Place extends { readonly start: number; readonly end: number }>(
  place: Place,
  by: number,
): Place {
  return { ...place, start: place.start + by, end: place.end + by };
}
