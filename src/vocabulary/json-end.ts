/** Tells when a JSON object that arrives in pieces is complete, without parsing it. */
export interface JsonEnd {
  feed(text: string): void;
  readonly isComplete: () => boolean;
}

const quote = 34;
const backslash = 92;
const [openingBracket, closingBracket] = [91, 93];
const [openingBrace, closingBrace] = [123, 125];

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
      } else if (code === openingBrace || code === openingBracket) {
        depth++;
      } else if (code === closingBrace || code === closingBracket) {
        depth--;
        if (depth === 0) isComplete = true;
      }
    }
  }

  return { feed, isComplete: () => isComplete };
}
