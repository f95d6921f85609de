/**
 * What a model is told of tokens, if the user wants it: the same bytes in every request, so that
 * prompt caches hold. The word in it looks like a token and cannot be one (no token has a `u` or an
 * `l` after its label), so that nothing ever brings it back or takes it for a value's.
 */
export const hint =
  "Words such as CG_EMAIL_7k2m9u4w8z3t6l stand for values that are kept from you. " +
  "Use them exactly as they are, as if they were the values.";

/** Nothing in the sentence has to be escaped in JSON. */
export const hintString = `"${hint}"`;

/** For the inside of a string that has other words already. */
export const hintParagraph = String.raw`\n\n${hint}`;

/** In Messages and in Chat. */
export const hintPart = `{"type":"text","text":${hintString}}`;

export const hintMessage = `{"role":"system","content":${hintString}}`;
