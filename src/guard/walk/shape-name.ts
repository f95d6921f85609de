/** What stands in a place of a request or an answer: the names of the rows of `field-map.ts`. */
export type ShapeName =
  /** Left alone, whatever it is. */
  | "kept"
  /** Text, or anything of a provider's vocabulary that is not listed. */
  | "text"
  /** What a tool gets or what a user attaches: all of it is the user's, property names too. */
  | "data"
  /** A string that holds JSON, or the object itself. */
  | "arguments"
  /** A message, an input or output item, a content block, a part, or a list of such. */
  | "item"
  /** A Chat message: its name is a person's, not a tool's. */
  | "chatMessage"
  /** Where a document or an image comes from. */
  | "source"
  | "tool"
  /** What an answer or a custom tool's input must look like. */
  | "format"
  | "schema"
  /** Schemas by property name. */
  | "schemas"
  /** A prompt that the provider keeps, and what is filled in. */
  | "prompt"
  | "anthropic"
  | "chat"
  | "responses";
