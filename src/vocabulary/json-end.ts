/** Tells when a JSON object that arrives in pieces is complete, without parsing it. */
export interface JsonEnd {
  feed(text: string): void;
  readonly isComplete: () => boolean;
}

const quote = 34;
const backslash = 92;
const openings: ReadonlySet<number> = new Set([91, 123]);
const closings: ReadonlySet<number> = new Set([93, 125]);

export function findJsonEnd(): JsonEnd {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isComplete = false;

  function feed(text: string): void {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (code === backslash) isEscaped = true;
        else if (code === quote) isInString = false;
      } else if (code === quote) {
        isInString = true;
      } else if (openings.has(code)) {
        depth++;
      } else if (closings.has(code)) {
        depth--;
        if (depth === 0) isComplete = true;
      }
    }
  }

  return { feed, isComplete: () => isComplete };
}
