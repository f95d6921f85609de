/** A routing decision for people. */
import { oneLine } from "../../process/logger.ts";
import { explainUnknownStrategy } from "../../route/warn-strategy.ts";
import { spendingText } from "../accounts/describe-account.ts";
import { dollars, duration } from "../terminal/phrases.ts";
import { wrap, writeTable, type Row } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";
import type { ExplainedCandidate, Explanation } from "./explain-facts.ts";

/** What only the running gateway knows, so that nobody looks for it here. */
export const unknownHere =
  "Known to the running gateway only: requests of the last minute, the position in round-robin, " +
  "requests under way, and which account a conversation lives on (that one comes first).";

export function showExplanation(explanation: Explanation, now: number, out: Output): void {
  const { decision, candidates, problems, snapshot } = explanation;
  if (decision.ok) {
    const { tier, strategy, unknownStrategy, configId } = decision.value;
    const config = configId === null ? undefined : snapshot.configs.get(configId)?.name;
    const where = config === undefined ? "no config: every account" : `config ${oneLine(config)}`;
    out.line(`Tier ${tier ?? "none"}, ${where}, strategy ${strategy}. Asked in this order:`);
    if (unknownStrategy !== null) paragraph(out, explainUnknownStrategy(unknownStrategy, strategy));
    writeTable(
      out,
      columns,
      candidates.map((each, index) => toRow(each, index, now)),
    );
  } else paragraph(out, out.paint("red", decision.failure.message));
  const skips = decision.ok ? decision.value.skips : decision.failure.skips;
  if (skips.length > 0) out.line("Passed over:");
  for (const { account, reason } of skips) {
    paragraph(out, `  ${out.paint("bold", oneLine(account.name))} ${oneLine(reason)}`);
  }
  for (const problem of problems) paragraph(out, out.paint("yellow", problem));
  paragraph(out, out.paint("dim", unknownHere));
}

const columns = [
  { title: "", isNumber: true },
  { title: "ACCOUNT", canShrink: true },
  { title: "MODEL", canShrink: true },
  { title: "STATE" },
  { title: "QUOTA LEFT", isNumber: true },
  { title: "THIS MONTH" },
] as const;

function toRow(explained: ExplainedCandidate, index: number, now: number): Row {
  const { candidate, headroom, spent, outputLimit } = explained;
  const { account, model } = candidate;
  const state = describeState(explained, now);
  const budget = account.monthlyBudget === null ? "" : ` of ${dollars(account.monthlyBudget)}`;
  const clamp = `An output limit above ${outputLimit} tokens is lowered to that.`;
  return {
    cells: [
      { text: `${index + 1}.` },
      { text: oneLine(account.name), style: "bold" },
      { text: oneLine(model) },
      { text: state.word, style: state.why === "" ? "green" : "yellow" },
      { text: headroom === null ? "?" : `${Math.round(headroom * 100)}%` },
      { text: `${spendingText(spent)}${budget}` },
    ],
    notes: [state.why, outputLimit === null ? "" : clamp].filter((note) => note !== ""),
  };
}

export interface CandidateState {
  readonly word: "ready" | "rests" | "used up";
  /** A sentence; "" when it is ready. */
  readonly why: string;
}

export function describeState(
  { restMs, rest, parkedUntil }: ExplainedCandidate,
  now: number,
): CandidateState {
  if (restMs > 0 && rest !== null) {
    const { outcome, failures, isStated, nextTryAt, family } = rest;
    const whom = family === null ? "It" : `Its model family ${oneLine(family)}`;
    const what = outcome === "" ? "" : ` (${oneLine(outcome)})`;
    const count = failures === 1 ? "a failure" : `${failures} failures in a row`;
    const soon = nextTryAt <= now ? "now" : `in ${duration(nextTryAt - now)}`;
    const when = isStated ? `, as its provider asked; one request may try ${soon}` : "";
    const why = `${whom} rests for another ${duration(restMs)} after ${count}${what}${when}.`;
    return { word: "rests", why };
  }
  if (parkedUntil === null) return { word: "ready", why: "" };
  return {
    word: "used up",
    why: `Its quota is used up for another ${duration(parkedUntil - now)}, its provider has said.`,
  };
}

function paragraph(out: Output, text: string): void {
  for (const line of wrap(text, out.width)) out.line(line);
}
