/**
 * Which program is asking, by what it says of itself. Prefixes only: a pattern that knows versions
 * takes a genuine client for a stranger after its next release. Aider and pi say only which SDK they
 * are made of.
 */

const clients: readonly (readonly [name: string, userAgent: RegExp])[] = [
  ["claude-code", /^claude-(?:cli|code)\//i],
  ["codex", /^codex[_-]/i],
  ["opencode", /^opencode\//i],
  ["qwen-code", /^qwencode\//i],
  ["gemini-cli", /^geminicli\//i],
  ["cursor", /^cursor\b/i],
  ["cline", /^cline\b/i],
  ["kilo-code", /^kilo-?code\b/i],
  ["roo-code", /^roo-?code\b/i],
  ["zed", /^zed\//i],
];

/** Names for settings and messages. */
export const clientNames: readonly string[] = clients.map(([name]) => name);

/** A name of `clientNames`, or null for a program that is not known. */
export function identifyClient(headers: Headers): string | null {
  const userAgent = headers.get("user-agent");
  if (userAgent === null) return null;
  for (const [name, pattern] of clients) if (pattern.test(userAgent)) return name;
  return null;
}
