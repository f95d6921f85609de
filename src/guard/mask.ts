/** From a text to what may be sent of it. */
import { decideText } from "./decide-text.ts";
import type { Rules } from "./rules/rules.ts";
import type { Tokens } from "./token/tokens.ts";
import type { TextFinding, TextReplacement } from "./walk/text-masker.ts";

export interface Masked {
  /** The very same string when nothing was replaced. */
  readonly text: string;
  /** All findings, those that were only reported or that forbid sending included. */
  readonly findings: readonly TextFinding[];
}

/** `tokens` learn what each token stands for. */
export function maskText(text: string, rules: Rules, tokens: Tokens): Masked {
  const { findings, replacements } = decideText(text, rules, tokens);
  return { text: replace(text, replacements), findings };
}

function replace(text: string, replacements: readonly TextReplacement[]): string {
  if (replacements.length === 0) return text;
  let masked = "";
  let done = 0;
  for (const { start, end, token } of replacements) {
    masked += text.slice(done, start) + token;
    done = end;
  }
  return masked + text.slice(done);
}
