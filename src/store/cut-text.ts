/** At most `length` UTF-16 units, never half of a character; null and '' are null. */
export function cutText(text: string | null, length: number): string | null {
  if (text === null || text === "") return null;
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? length - 1 : length);
}
