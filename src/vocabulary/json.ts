/** A value of a JSON text. Numbers that JavaScript would round are kept as they were written. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject | RawNumber;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** A number in its own spelling (`JSON.rawJSON`), because a double cannot hold it. */
export interface RawNumber {
  readonly rawJSON: string;
}
