import { limits } from "../../base/limits.ts";
import { openBrace, openBracket, skipSpace, skipValue } from "../../read/skip-value.ts";
import { decodeText } from "./leaf-text.ts";
import { accepted, stepElements, stepFields } from "./step.ts";

/** Property names that are no plain words are not repeated: they may be what was found. */
const plainName = /^[A-Za-z_$][\w$-]{0,40}$/;

/**
 * The field that a byte of an accepted text stands in: `messages[3].content[0].text`. It tells a
 * person where to look, and nothing of what stands there.
 */
export function describePlace(bytes: Uint8Array, offset: number): string {
  let place = "";
  let next: number | null = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  for (let level = 0; next !== null && level < limits.placeLevels; level++) {
    const found: Step | null = descend(bytes, next, offset);
    place += found?.step ?? "";
    next = found?.start ?? null;
  }
  return place.startsWith(".") ? place.slice(1) : place;
}

interface Step {
  readonly step: string;
  readonly start: number;
}

/** The field or element of the value at `start` that holds the byte at `offset`. */
function descend(bytes: Uint8Array, start: number, offset: number): Step | null {
  let found: Step | null = null;
  const note = (from: number, valueStart: number, step: string): number => {
    const end = accepted(skipValue(bytes, valueStart, Number.POSITIVE_INFINITY), valueStart);
    if (offset >= from && offset < end) found = { step, start: valueStart };
    return end;
  };
  if (bytes[start] === openBrace) {
    stepFields(bytes, start, (keyStart, keyEnd, valueStart) => {
      const name = decodeText(bytes, keyStart + 1, keyEnd - 1);
      return note(keyStart, valueStart, plainName.test(name) ? `.${name}` : ".…");
    });
  } else if (bytes[start] === openBracket) {
    stepElements(bytes, start, (element, index) => note(element, element, `[${index}]`));
  }
  return found;
}
