/** `codegate logs diff ID ID`: what one request says that another did not; why a cache missed. */
import { failed, success, type Result } from "../../base/result.ts";
import { findKept } from "../../bodies/read-kept.ts";
import { oneLine } from "../../process/logger.ts";
import { findLog } from "../../store/read-logs.ts";
import { complain, exitCodes, type Action, type CommandRooms } from "../command.ts";
import { requireStore } from "../find-store.ts";
import type { Output } from "../terminal/terminal.ts";
import { compareBodies, type BodyDifference, type Fields } from "./compare-bodies.ts";
import { openKept } from "./kept-source.ts";
import { spanOf } from "./show-log.ts";

export const diffAction: Action = {
  name: "diff",
  operands: ["ID", "ID"],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show what a request says that an earlier one did not",
  details: [
    "Prompt caches work up to the first difference: a turn that only adds messages keeps them, one that changes an early message, the tools or the system prompt does not.",
  ],
  examples: ["logs diff 3f2a9c1e 77b0d2f4"],
  run(words, rooms) {
    const { terminal, place, program } = rooms;
    const there = requireStore(place, program);
    if (!there.ok) return complain(terminal, there.failure);
    const [one, other] = words.operands.map((id) => readRequest(id, rooms));
    if (one === undefined || other === undefined) return exitCodes.misused;
    if (!one.ok) return complain(terminal, one.failure);
    if (!other.ok) return complain(terminal, other.failure);
    const differences = compareBodies(one.value, other.value);
    if (words.has("json")) terminal.out.line(JSON.stringify(differences, null, 2));
    else if (differences.length === 0) terminal.out.line("Both say the same.");
    else for (const each of differences) showDifference(each, terminal.out);
    return exitCodes.done;
  },
};

function readRequest(id: string, rooms: CommandRooms): Result<Fields, string> {
  const line = findLog(rooms.place, id);
  if (!line.ok) return line;
  const kept = openKept(rooms);
  if (!kept.ok) return kept;
  const found = findKept(kept.value, line.value.id, spanOf(line.value));
  if (found === null) return failed(`The bodies of ${id} were not kept, or are not any more.`);
  try {
    return success(JSON.parse(found.request.toString()) as Fields);
  } catch (error) {
    if (error instanceof SyntaxError) return failed(`The body of ${id} is no JSON.`);
    throw error;
  }
}

/** Lines of one field; the rest of a long list is counted. */
const mostLines = 20;
const lineLength = 160;

function showDifference({ field, same, removed, added }: BodyDifference, out: Output): void {
  const kept = same === null ? "" : `: ${same} the same at the start`;
  out.line(out.paint("bold", `${field}${kept}`));
  showItems("-", removed, out);
  showItems("+", added, out);
}

function showItems(sign: "-" | "+", items: readonly unknown[], out: Output): void {
  const style = sign === "-" ? "red" : "green";
  for (const item of items.slice(0, mostLines)) {
    const text = oneLine(JSON.stringify(item));
    const cut = text.length > lineLength ? `${text.slice(0, lineLength)}…` : text;
    out.line(out.paint(style, `  ${sign} ${cut}`));
  }
  if (items.length > mostLines) out.line(`  ${sign} and ${items.length - mostLines} more`);
}
