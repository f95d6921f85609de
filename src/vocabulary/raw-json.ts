/** The parts of JSON's interface that keep a number's own text; the type library lacks them. */
import type { RawNumber } from "./json.ts";

interface JsonWithSource {
  readonly parse: (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  readonly rawJSON: (text: string) => RawNumber;
  readonly isRawJSON: (value: unknown) => boolean;
}

export const jsonWithSource: JsonWithSource = JSON as unknown as JsonWithSource;
