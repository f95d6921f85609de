export type RefusalCause =
  /** A quota window of the account is used up: nothing until it resets. */
  | "quota"
  /** A quota bucket of one model family is used up; the account's other models are fine. */
  | "model quota"
  /** Too many requests or tokens a minute: over in a moment. */
  | "throttle"
  /** About this request; every account would say the same. */
  | "request"
  /** The credential is not accepted, not allowed, or out of money. */
  | "credential"
  /** The provider is overloaded, whoever asks. */
  | "overloaded"
  /** The provider failed. */
  | "server";
