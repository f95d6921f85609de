/** What a setting takes, by the rules of those who read it. Pure. */
import type { Result } from "../../base/result.ts";

export interface SettingKind {
  /** What to write, such as "true or false". */
  readonly takes: string;
  /** Why a value cannot be used, a sentence that says what to write; null = it can be. */
  readonly problem: (value: string, name: string) => string | null;
}

function plain(takes: string, isFine: (value: string) => boolean): SettingKind {
  return {
    takes,
    problem: (value, name) => (isFine(value) ? null : `${name} takes ${takes}.`),
  };
}

export function choice(...values: readonly string[]): SettingKind {
  const last = values.at(-1) ?? "";
  const takes = values.length < 2 ? last : `${values.slice(0, -1).join(", ")} or ${last}`;
  return plain(takes, (value) => values.includes(value));
}

/** Read to the letter: anything else counts as what stands there without it. */
export const trueOrFalse = choice("true", "false");

/** The reader knows the dashboard's other spelling too. */
export const onOrOff = plain("true or false", (value) =>
  ["true", "false", "1", "0"].includes(value.trim()),
);

/** Any number of names out of a list, by commas; none of them = all. */
export function someOf(known: readonly string[], what: string): SettingKind {
  return {
    takes: `${what} by commas`,
    problem(value, setting) {
      const given = value.split(",").map((name) => name.trim());
      const stranger = given.find((name) => name !== "" && !known.includes(name));
      if (stranger === undefined) return null;
      return `${setting} takes ${what} by commas: there is none called ${JSON.stringify(stranger)}, there are ${known.join(", ")}.`;
    },
  };
}

export interface Range {
  readonly least: number;
  readonly most: number;
  /** A word that stands for no number. */
  readonly orElse?: string;
  readonly unit: string;
}

export function wholeNumber({ least, most, orElse, unit }: Range): SettingKind {
  const takes = `${unit}, ${least} to ${most}${orElse === undefined ? "" : `, or ${orElse}`}`;
  return plain(takes, (value) => {
    if (value === orElse) return true;
    return /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
  });
}

/** Names by commas on one line. Whether there are such things is not asked. */
export function names(what: string): SettingKind {
  return plain(`${what} by commas`, (value) => !/[\r\n]/.test(value));
}

export function lines(what: string): SettingKind {
  return plain(what, () => true);
}

/** As the gateway itself reads it; its failures are clauses that name the setting. */
export function readBy(
  takes: string,
  read: (value: string) => Result<unknown, string>,
): SettingKind {
  return {
    takes,
    problem(value) {
      const result = read(value);
      return result.ok ? null : `${result.failure}.`;
    },
  };
}
