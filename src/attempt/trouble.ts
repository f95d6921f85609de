/** Everything that can go wrong before the client has seen a byte. */
import type { UpstreamAnswer } from "./answer.ts";
import type { ErrorFields } from "./error-fields.ts";

export type Trouble =
  /** No response headers: the connection failed or broke. */
  | { readonly kind: "connection"; readonly code: string }
  /** Nothing came for too long. */
  | { readonly kind: "timeout"; readonly stage: "headers" | "first content" | "answer" }
  /** The provider said no, by its status or by an error inside a success. */
  | {
      readonly kind: "refused";
      /** For the client, if nobody else can serve. */
      readonly answer: UpstreamAnswer;
      /** The status, or the one that an error inside a 200 would have had. */
      readonly status: number;
      readonly error: ErrorFields;
    }
  /** A success that is none: nothing inside, or something else altogether. */
  | {
      readonly kind: "broken";
      readonly detail:
        | "empty"
        | "not JSON"
        | "not an answer"
        | "not a stream"
        | "a stream"
        | "redirect"
        | "cut"
        | "too large";
      readonly message: string;
    };

/** The client went away: there is nobody to answer and nobody to blame. */
export interface Gone {
  readonly kind: "gone";
}
