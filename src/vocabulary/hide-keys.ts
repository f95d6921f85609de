/** Words that are shaped like a credential: providers quote the key they refuse. */
const keyShapes =
  /\b(?:sk|pk|rk|xai|gsk|key|AIza|pplx|fw|csk|nvapi|hf|r8|tgp|bearer)[-_][\w*.-]{3,}/gi;

export function hideKeys(message: string): string {
  return message.replaceAll(keyShapes, "(the account's key)");
}
