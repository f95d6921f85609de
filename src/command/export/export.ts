/** `codegate export`: kept requests with their answers as examples for fine-tuning, one per line. */
import { join } from "node:path";
import { failed, success, type Result } from "../../base/result.ts";
import { readKept, undamaged, type KeptBodies, type TimeSpan } from "../../bodies/read-kept.ts";
import { findTenantId } from "../../store/read-logs.ts";
import { readSnapshotOnce } from "../../store/read-once.ts";
import { complain, exitCodes, type Action, type Command, type CommandRooms } from "../command.ts";
import type { ParsedWords } from "../command.ts";
import { requireStore } from "../find-store.ts";
import { openKept } from "../logs/kept-source.ts";
import { parseSpan, timeFlags } from "../logs/time-span.ts";
import { count } from "../terminal/phrases.ts";
import { openRestore, type Restore } from "./restore-example.ts";
import { trainingExample } from "./training-example.ts";
import { openLineFile } from "./write-lines.ts";

const exportAction: Action = {
  name: "",
  operands: ["[FILE]"],
  flags: [
    { name: "full", help: "Whole conversations; each turn is an example of its own" },
    { name: "last-turn", help: "Only what has been said since the user last spoke" },
    ...timeFlags,
    { name: "model", value: "NAME", help: "Only models with this in their name" },
    { name: "tenant", value: "NAME", help: "Only this tenant's" },
    { name: "restore", help: "Put back what guardrails masked, where its original is kept" },
    { name: "gzip", help: "Packed; needs FILE or --dashboard" },
    {
      name: "dashboard",
      help: "Into finetune-export.jsonl, which the dashboard offers to download",
    },
  ],
  summary: "Write kept requests as examples for fine-tuning (JSONL, OpenAI's chat format)",
  details: [
    "Bodies are kept while the setting finetune_logging is true, or request_logging and detailed_request_logging are. Requests of every dialect, streamed or not, become messages and tools; failed ones and answers that broke off are left out.",
    "What guardrails have masked stays masked. With --restore it comes back where the guardrail key opens a kept original: CodeGate keeps them only for providers that keep conversations themselves.",
    "Without --full and --last-turn the setting finetune_full_context decides. Without FILE the lines go to standard output.",
  ],
  examples: [
    "export examples.jsonl --since 7d",
    "export --full --model opus --gzip examples.jsonl.gz",
    "export --dashboard",
  ],
  async run(words, rooms) {
    const { terminal, place, program } = rooms;
    const there = requireStore(place, program);
    if (!there.ok) return complain(terminal, there.failure);
    const choice = readChoice(words, rooms);
    if (!choice.ok) return complain(terminal, choice.failure, exitCodes.misused);
    return writeExamples(choice.value, rooms);
  },
};

export const exportCommand: Command = {
  name: "export",
  summary: exportAction.summary,
  actions: [exportAction],
};

interface Choice {
  readonly span: TimeSpan;
  readonly model: string | null;
  readonly tenantId: string | null;
  readonly isFull: boolean;
  readonly isPacked: boolean;
  readonly isRestored: boolean;
  /** Null = standard output. */
  readonly path: string | null;
}

function readChoice(words: ParsedWords, { place, now }: CommandRooms): Result<Choice, string> {
  if (words.has("full") && words.has("last-turn")) {
    return failed("--full and --last-turn exclude each other.");
  }
  const span = parseSpan(words, now());
  if (!span.ok) return span;
  const name = words.value("tenant");
  const tenant = name === undefined ? success(null) : findTenantId(place, name);
  if (!tenant.ok) return tenant;
  const path = words.has("dashboard")
    ? join(place.dataDirectory, "finetune-export.jsonl")
    : (words.operands[0] ?? null);
  const isPacked = words.has("gzip");
  if (isPacked && (path === null || words.has("dashboard"))) {
    return failed("--gzip needs a FILE; the dashboard reads only plain lines.");
  }
  const snapshot = readSnapshotOnce(place, now());
  if (!snapshot.ok) return snapshot;
  const isFullBySetting = snapshot.value.settings.get("finetune_full_context") === "true";
  return success({
    span: span.value,
    model: words.value("model")?.toLowerCase() ?? null,
    tenantId: tenant.value,
    isFull: words.has("full") || (isFullBySetting && !words.has("last-turn")),
    isPacked,
    isRestored: words.has("restore"),
    path,
  });
}

async function writeExamples(choice: Choice, rooms: CommandRooms): Promise<number> {
  const { terminal } = rooms;
  const kept = openKept(rooms);
  if (!kept.ok) return complain(terminal, kept.failure);
  const restore = choice.isRestored ? openRestore(rooms) : success(null);
  if (!restore.ok) return complain(terminal, restore.failure);
  const file = choice.path === null ? null : openLineFile(choice.path, choice.isPacked);
  const left = new Map<string, number>();
  let written = 0;
  for (const bodies of readKept(kept.value, choice.span)) {
    if (!fits(bodies, choice)) continue;
    const line = exampleLine(bodies, choice.isFull, restore.value);
    if (line.ok) {
      written++;
      if (file === null) terminal.out.line(line.value);
      else await file.write(line.value);
    } else left.set(line.failure, (left.get(line.failure) ?? 0) + 1);
  }
  const finished = (await file?.finish()) ?? success(null);
  if (!finished.ok) return complain(terminal, finished.failure);
  const place = choice.path === null ? "" : ` in ${choice.path}`;
  terminal.error.line(`${count(written, "example")}${place}.`);
  if (written === 0 && left.size === 0) {
    const how = `${rooms.program} settings set finetune_logging true`;
    terminal.error.line(`Bodies are kept only while finetune_logging is true: ${how}`);
  }
  for (const [reason, number] of left) {
    terminal.error.line(`${count(number, "request")} left out: ${reason}.`);
  }
  return exitCodes.done;
}

function fits({ facts }: KeptBodies, { model, tenantId }: Choice): boolean {
  const names = `${facts.model} ${facts.routedModel ?? ""}`.toLowerCase();
  if (model !== null && !names.includes(model)) return false;
  return (tenantId === null || facts.tenantId === tenantId) && facts.status < 300;
}

function exampleLine(
  kept: KeptBodies,
  isFull: boolean,
  restore: Restore | null,
): Result<string, string> {
  const bodies = undamaged(() => ({ request: kept.request(), response: kept.response() }));
  if (bodies === null) return failed("a file of kept bodies is damaged");
  const { request, response } = bodies;
  if (response === null) return failed("the answer was not kept");
  const { dialect, tenantId } = kept.facts;
  const example = trainingExample({ dialect, request, response, isFull });
  if (!example.ok) return example;
  return success(JSON.stringify(restore?.(example.value, tenantId) ?? example.value));
}
