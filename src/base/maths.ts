/**
 * Functions of `Math` under names of their own, for code that runs for each word of a text. When Bun
 * makes a property of the global object at its first use (`process.stdout` is enough), it throws away
 * compiled code that asks that object for `Math`; names of a module stay what they are.
 */
export const { imul, log2, max, min } = Math;
