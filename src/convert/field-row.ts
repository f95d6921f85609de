/**
 * "mapped": said in the other dialect. "partly": some values are lost, and declared. "dropped":
 * lost, and declared. "refused": the request gets an error.
 */
export type Fate = "mapped" | "partly" | "dropped" | "refused";

/** Path; fates in the two other dialects, in the order of `dialects`; and a remark. */
export type FieldRow = readonly [path: string, first: Fate, second: Fate, remark: string];
