/** `--tier opus=ACCOUNT[:MODEL][@PRIORITY]`. Account names may hold colons and at signs. */
import { failed, success, type Result } from "../../base/result.ts";
import { orClosest } from "../../process/closest-name.ts";
import { findNamed, type Named } from "../../store/change-store.ts";
import type { NewTierRow } from "../../store/manage-configs.ts";
import type { Tier } from "../../store/snapshot.ts";

export const tiers: readonly Tier[] = ["opus", "sonnet", "haiku"];

export function parseTier(text: string, accounts: readonly Named[]): Result<NewTierRow, string> {
  const equals = text.indexOf("=");
  const form = "--tier is written TIER=ACCOUNT, TIER=ACCOUNT:MODEL or TIER=ACCOUNT:MODEL@PRIORITY";
  if (equals === -1) return failed(`${form}; there is no = in ${text}.`);
  const name = text.slice(0, equals).trim().toLowerCase();
  const tier = tiers.find((each) => each === name);
  if (tier === undefined) {
    return failed(`There is no tier ${name}${orClosest(name, tiers)}`);
  }
  const target = text.slice(equals + 1).trim();
  if (target === "") return failed(`${form}; there is no account in ${text}.`);
  const found = findTarget(target, accounts);
  return found.ok ? success({ tier, ...found.value }) : found;
}

type Target = Pick<NewTierRow, "account" | "targetModel" | "priority">;

/** The longest account name that fits wins; ids and their beginnings come after names. */
function findTarget(text: string, accounts: readonly Named[]): Result<Target, string> {
  const longest = accounts.toSorted((a, b) => b.name.length - a.name.length);
  for (const { name } of longest) {
    const rest = restAfter(text, name);
    if (rest === null) continue;
    const found = findNamed(accounts, name, "account");
    return found.ok ? success({ account: found.value.id, ...parseRest(rest) }) : found;
  }
  const head = /^[^:@]*/.exec(text)?.[0] ?? "";
  const found = findNamed(accounts, head, "account");
  if (!found.ok) return found;
  return success({ account: found.value.id, ...parseRest(text.slice(head.length)) });
}

/** What follows the name; null when the text is about another one. Names are found in any case. */
function restAfter(text: string, name: string): string | null {
  if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return null;
  const rest = text.slice(name.length);
  return rest === "" || rest.startsWith(":") || /^@-?\d+$/.test(rest) ? rest : null;
}

/** ":MODEL@PRIORITY", each part only when it is there. A model may hold colons and at signs. */
function parseRest(rest: string): Pick<NewTierRow, "targetModel" | "priority"> {
  const priority = /@(-?\d{1,9})$/.exec(rest);
  const model = (priority === null ? rest : rest.slice(0, priority.index)).slice(1);
  return {
    targetModel: model === "" ? null : model,
    priority: priority === null ? undefined : Number(priority[1]),
  };
}
