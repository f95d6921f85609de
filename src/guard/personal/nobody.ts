/** Mail addresses that belong to no person: of mailers that take no answers, and of programs. */
import { matchEnd } from "../detect/match-end.ts";

const noReply = /(?:no|do[-_.]?not)[-_.]?reply(?:\+[\w.+-]{0,64})?@/iy;

/** GitHub's apps: the name of a person's account there has no brackets. */
const app = /[\w.+-]{1,64}\[bot\]@users\.noreply\.github\.com/iy;

/**
 * With what coding agents sign commits, in lower case and only as a whole: people have addresses
 * under the same domains. `noreply@…`, which most agents use, needs no line here.
 */
const agents: ReadonlySet<string> = new Set([
  "175728472+copilot@users.noreply.github.com",
  "198982749+copilot@users.noreply.github.com",
  "218195315+gemini-cli@users.noreply.github.com",
  "223556219+copilot@users.noreply.github.com",
  "244629292+kiro-agent@users.noreply.github.com",
  "aider@aider.chat",
  "amp@ampcode.com",
  "codex@openai.com",
  "copilot@github.com",
  "crush@charm.land",
  "cursoragent@cursor.com",
  "gemini-cli-agent@google.com",
  "junie@jetbrains.com",
  "openhands@all-hands.dev",
  "oz-agent@warp.dev",
  "qwen-coder@alibabacloud.com",
  "traecli@bytedance.com",
]);

const wholeAddress = /[\w.+-]{1,64}@[\w.-]{1,64}[a-z]/iy;

/** `noreply@…` or the address of a program at `start`. */
export function isNobody(text: string, start: number): boolean {
  return matchEnd(noReply, text, start) !== -1 || isProgram(text, start);
}

/** The address of an agent or of an app at `start`. */
export function isProgram(text: string, start: number): boolean {
  const end = matchEnd(wholeAddress, text, start);
  if (end !== -1) return agents.has(text.slice(start, end).toLowerCase());
  return matchEnd(app, text, start) !== -1;
}
