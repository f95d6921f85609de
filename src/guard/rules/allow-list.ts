/** Values that a user has named as harmless: exactly, or by patterns. */
import { limits } from "../../base/limits.ts";
import { compilePattern } from "./linear-pattern.ts";

export interface AllowList {
  readonly allows: (value: string) => boolean;
  readonly complaints: readonly string[];
}

/** One value or pattern a line. A pattern has to fit a value from its beginning to its end. */
export function readAllowList(values: string, patterns: string): AllowList {
  const exact = new Set(linesOf(values));
  const complaints: string[] = [];
  const fits: ((value: string) => boolean)[] = [];
  for (const pattern of linesOf(patterns).slice(0, limits.allowPatterns)) {
    const compiled = compilePattern(pattern);
    if (compiled.ok) fits.push(compiled.value);
    else complaints.push(`allow pattern ${JSON.stringify(pattern)}: ${compiled.failure}`);
  }
  const allows = (value: string) =>
    // Nearly everybody has an empty list, and to look a value up it has to be read once more.
    (exact.size > 0 && exact.has(value)) || fits.some((fit) => fit(value));
  return { allows, complaints };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
