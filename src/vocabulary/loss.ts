/** Something of a request or an answer that the other dialect cannot say. */
export interface Loss {
  /** Where it stood: "top_k", "messages[].content[].citations". Indices are left out. */
  readonly path: string;
  /** A few words, for `x-codegate-losses`. */
  readonly reason: string;
}

/** The reason of a field that no reader knows, unless the table of fields knows a better one. */
export const unknownField = "unknown field";
