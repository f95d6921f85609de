/** One top-level field of an object's text; offsets in bytes, end exclusive. */
export interface FoundField {
  readonly name: string;
  readonly key: { readonly start: number; readonly end: number };
  readonly value: { readonly start: number; readonly end: number };
}

const token = /[{}[\],:]|"(?:[^"\\]|\\[^])*"|[^\s{}[\],:"]+/g;

/** The fields of a VALID object, found the slow and obvious way: token by token. */
export function findFields(bytes: Uint8Array): FoundField[] {
  const text = Buffer.from(bytes).toString("latin1");
  const found: FoundField[] = [];
  let depth = 0;
  let key = { start: 0, end: 0 };
  let valueStart = -1;
  let end = 0;
  let previous = "";
  for (const match of text.matchAll(token)) {
    const [mark] = match;
    const closesObject = depth === 1 && mark === "}";
    if ((closesObject || (depth === 1 && mark === ",")) && valueStart >= 0) {
      found.push({ name: nameOf(bytes, key), key, value: { start: valueStart, end } });
      valueStart = -1;
    } else if (depth === 1 && (previous === "{" || previous === ",")) {
      key = { start: match.index, end: match.index + mark.length };
    } else if (depth === 1 && previous === ":") {
      valueStart = match.index;
    }
    if (mark === "{" || mark === "[") depth++;
    if (mark === "}" || mark === "]") depth--;
    end = match.index + mark.length;
    previous = mark;
  }
  return found;
}

function nameOf(bytes: Uint8Array, key: { start: number; end: number }): string {
  return String(JSON.parse(Buffer.from(bytes).toString("utf8", key.start, key.end)));
}
