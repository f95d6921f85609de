const plain = /^\w*$/;

/** A text as it stands inside of JSON strings, `depth` of them one in the other. */
export function escapeText(text: string, depth: number): string {
  if (plain.test(text)) return text;
  let escaped = text;
  for (let level = 0; level < depth; level++) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
}
