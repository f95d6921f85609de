/** What a gateway has written down about the accounts of one case of a fleet. */
import type { DataDirectory } from "./data-directory.ts";

export interface Notes {
  /** "a server 500" for each attempt: account, outcome, status of the provider. */
  readonly attempts: readonly string[];
  /** "b 200" for each row of request_logs that names an account. */
  readonly logs: readonly string[];
  /** "b 34" for each row of usage: account and output tokens. */
  readonly usage: readonly string[];
  /** "a error 1" for each account: its status and its errors in a row. */
  readonly accounts: readonly string[];
  /**
   * "a account 15 x1" for each rest: whose, which scope, seconds, and failures in a row. "all" is
   * the provider that several accounts share.
   */
  readonly rests: readonly string[];
}

interface AttemptRow {
  readonly account_id: string;
  readonly outcome: string;
  readonly status_code: number | null;
}

interface NamedRow {
  readonly account_id: string;
  readonly value: string | number | null;
}

/** When an account was asked last; null = when anybody of the case was. Milliseconds. */
export type AskedAt = (letter: string | null) => number;

export function readNotes({ rows }: DataDirectory): (name: string, askedAt: AskedAt) => Notes {
  const attempts = rows<AttemptRow>(
    "SELECT account_id, outcome, status_code FROM codegate_attempts ORDER BY rowid",
  );
  const logs = rows<NamedRow>(
    "SELECT account_id, status_code AS value FROM request_logs WHERE account_id > '' ORDER BY rowid",
  );
  const usage = rows<NamedRow>(
    "SELECT account_id, output_tokens AS value FROM usage ORDER BY rowid",
  );
  const accounts = rows<NamedRow>(
    "SELECT id AS account_id, status || ' ' || error_count AS value FROM accounts ORDER BY name",
  );
  const rests = rows<{ key: string; value: string }>(
    "SELECT key, value FROM codegate_hints WHERE kind = 'rest' ORDER BY key",
  );
  return (caseName, askedAt) => {
    const own = <Row extends { readonly account_id: string }>(all: readonly Row[]): Row[] =>
      all.filter(({ account_id }) => account_id.startsWith(`id-${caseName}-`));
    return {
      attempts: own(attempts).map(
        ({ account_id, outcome, status_code }) =>
          `${letterOf(account_id)} ${outcome} ${status_code ?? "-"}`,
      ),
      logs: own(logs).map(describe),
      usage: own(usage).map(describe),
      accounts: own(accounts).map(describe),
      rests: rests.flatMap((rest) => describeRest(rest, caseName, askedAt) ?? []),
    };
  };
}

function describe({ account_id, value }: NamedRow): string {
  return `${letterOf(account_id)} ${value}`;
}

function letterOf(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

/** A rest is counted from when its account was asked: what failed then took next to no time. */
function describeRest(
  { key, value }: { readonly key: string; readonly value: string },
  caseName: string,
  askedAt: AskedAt,
): string | null {
  const [scope = "", owner = ""] = key.split(" ");
  // A provider is known by its address, which ends in its case's or its account's name.
  const name = owner.slice(owner.lastIndexOf("/") + 1).replace(/^id-/, "");
  if (name !== caseName && !name.startsWith(`${caseName}-`)) return null;
  const letter = name === caseName ? null : letterOf(name);
  const { until, failures } = JSON.parse(value) as { until: number; failures: number };
  const seconds = Math.round((until - askedAt(letter)) / 1_000);
  return `${letter ?? "all"} ${scope} ${seconds} x${failures}`;
}
