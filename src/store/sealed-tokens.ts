/** New tokens as they are stored. */
export interface SealedTokens {
  readonly apiKeyEnc: string;
  /** Null = the refresh token stays as it is. */
  readonly refreshTokenEnc: string | null;
  /** Milliseconds since the epoch; null = not known. */
  readonly expiresAt: number | null;
}
