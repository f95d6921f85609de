/** What a person pastes after signing in, or what the browser brings, as the provider's code. */
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";

/**
 * Understands the address the browser was sent to, `CODE#STATE` as some pages show it, and the
 * bare code. The failure is a sentence. A state that is not ours belongs to another sign-in.
 */
export function readCode(text: string, state: string): Result<string, string> {
  const given = text.trim();
  const url = /^https?:\/\//.test(given) ? URL.parse(given) : null;
  const parameters = url?.searchParams ?? null;
  const refusal = parameters?.get("error") ?? null;
  if (refusal !== null) {
    const words = parameters?.get("error_description") ?? refusal;
    return failed(
      `The provider says: ${words.replace(/\s+/g, " ").slice(0, limits.tokenWordsLength)}.`,
    );
  }
  const [bare = "", givenState = null] = given.split("#");
  const code = parameters === null ? bare : (parameters.get("code") ?? "");
  const ownState = parameters === null ? givenState : parameters.get("state");
  const isCode = /^[\w.~+/=-]{4,}$/.test(code) && code.length <= limits.loginCodeLength;
  if (!isCode) return failed("There is no code in that.");
  if (ownState !== null && ownState !== state) {
    return failed("That code belongs to another sign-in; use the address shown here.");
  }
  if (parameters !== null && ownState === null) return failed("That address has no state in it.");
  return success(code);
}
