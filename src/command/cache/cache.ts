/** `codegate cache`: why prompt caches were missed, and what that cost. */
import { missObject } from "../../answer/list-misses.ts";
import { dollars } from "../../base/dollars.ts";
import { limits } from "../../base/limits.ts";
import { success } from "../../base/result.ts";
import { oneLine } from "../../process/logger.ts";
import { readStore } from "../../store/change-store.ts";
import type { CacheMiss } from "../../store/miss-rows.ts";
import { readCacheMisses } from "../../store/query-misses.ts";
import { complain, exitCodes, type Action, type Command } from "../command.ts";
import { readIfThere } from "../find-store.ts";
import { writeTable, type Column, type Row } from "../terminal/table.ts";
import type { Output } from "../terminal/terminal.ts";

const usuallyShown = 20;

const cacheAction: Action = {
  name: "",
  operands: [],
  flags: [
    { name: "request", value: "ID", help: "Only of this request (its x-codegate-request-id)" },
    { name: "limit", value: "N", help: `At most so many, the newest first (${usuallyShown})` },
    { name: "json", help: "One JSON array for programs" },
  ],
  summary: "Show why prompt caches were missed, and what that cost",
  details: [
    "A cache is missed when it gives less than the turn before had left in it.",
    "COST is what those tokens took beyond the price of reading them from the cache.",
    "A running gateway remembers conversations, and no word of them; a restart forgets them.",
  ],
  examples: ["cache", "cache --request 0123456789abcdef0123456789abcdef --json"],
  run(words, { terminal, place }) {
    const given = words.value("limit") ?? String(usuallyShown);
    if (!/^[1-9]\d{0,3}$/.test(given)) {
      return complain(terminal, "--limit is a number from 1 to 9999.", exitCodes.misused);
    }
    const most = Math.min(Number(given), limits.cacheMissesTold);
    const requestId = words.value("request") ?? null;
    const read = readIfThere<readonly CacheMiss[]>(
      place,
      (there) =>
        readStore(there, (database) => success(readCacheMisses(database, { requestId, most }))),
      [],
    );
    if (!read.ok) return complain(terminal, read.failure);
    if (words.has("json")) terminal.out.line(JSON.stringify(read.value.map(missObject), null, 2));
    else showMisses(read.value, terminal.out);
    return exitCodes.done;
  },
};

export const cacheCommand: Command = {
  name: "cache",
  summary: cacheAction.summary,
  actions: [cacheAction],
};

const columns: readonly Column[] = [
  { title: "WHEN (UTC)" },
  { title: "ACCOUNT", canShrink: true },
  { title: "MODEL", canShrink: true },
  { title: "LOST", isNumber: true },
  { title: "COST", isNumber: true },
  { title: "REASON" },
];

function showMisses(misses: readonly CacheMiss[], out: Output): void {
  if (misses.length === 0) return out.line("No prompt cache was missed.");
  writeTable(out, columns, misses.map(rowOf));
  const usd = misses.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  const isLeast = misses.some(({ costUsd }) => costUsd === null);
  const total = misses.length === 1 ? "1 miss" : `${misses.length} misses`;
  out.line(`${total}, ${isLeast ? "at least " : ""}${dollars(usd)}.`);
}

function rowOf(miss: CacheMiss): Row {
  const { timestamp, account, model, expectedTokens, readTokens, costUsd, reason } = miss;
  const { requestId, explanation, providerReason } = miss;
  const lost = (expectedTokens ?? 0) - (readTokens ?? 0);
  const texts = [
    timestamp,
    oneLine(account ?? "none"),
    oneLine(model ?? "none"),
    `${lost.toLocaleString("en-US")} tokens`,
    costUsd === null ? "unknown" : dollars(costUsd),
    oneLine(reason),
  ];
  const said = providerReason === null ? "" : ` Its provider says: ${oneLine(providerReason)}.`;
  return {
    cells: texts.map((text) => ({ text })),
    notes: [`${oneLine(explanation ?? "")}${said} Request ${oneLine(requestId)}.`],
  };
}
