export interface ErrorFields {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  /** Epoch seconds at which a quota resets (Codex); null = not said. */
  readonly resetsAt: number | null;
  /** Seconds until it does; null = not said. */
  readonly resetsInSeconds: number | null;
}
