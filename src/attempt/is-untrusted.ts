/** Bun's and OpenSSL's codes for a certificate that nobody vouches for, or that does not fit. */
const certificateCode = /CERT|SELF_SIGNED|ISSUER|VERIFY/i;

/** True when a connection failed because the server could not prove who it is. */
export function isUntrusted(code: string): boolean {
  return certificateCode.test(code);
}
