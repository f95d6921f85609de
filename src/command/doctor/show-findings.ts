import { count } from "../terminal/phrases.ts";
import { wrap } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";
import type { Finding } from "./finding.ts";

const marks = {
  fine: ["✓", "green"],
  warning: ["!", "yellow"],
  problem: ["✗", "red"],
} as const;

/** One finding after another, in the order of the checks, and the sum of them. */
export function showFindings(findings: readonly Finding[], out: Output): void {
  for (const { level, what, remedy } of findings) {
    const [mark, style] = marks[level];
    const [first = "", ...others] = wrap(what, out.width - 2);
    out.line(`${out.paint(style, mark)} ${first}`);
    for (const line of others) out.line(`  ${line}`);
    if (remedy === null) continue;
    for (const line of wrap(remedy, out.width - 2)) out.line(`  ${out.paint("dim", line)}`);
  }
  const of = (level: Finding["level"]) => findings.filter((each) => each.level === level).length;
  out.line();
  out.line(
    of("problem") + of("warning") === 0
      ? "All is well."
      : `${count(of("problem"), "problem")}, ${count(of("warning"), "warning")}.`,
  );
}
