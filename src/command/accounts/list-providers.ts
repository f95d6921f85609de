/** `codegate accounts providers`: what an account can be of. */
import type { Dialect } from "../../base/dialect.ts";
import { allProviders, type Provider } from "../../provider/providers.ts";
import { exitCodes, type Action } from "../command.ts";
import { writeTable, type Row } from "../terminal/table.ts";

const dialects: Readonly<Record<Dialect, string>> = {
  "anthropic-messages": "Messages",
  "openai-chat": "Chat",
  "openai-responses": "Responses",
};

export const providersAction: Action = {
  name: "providers",
  operands: [],
  flags: [{ name: "json", help: "One JSON array for programs" }],
  summary: "Show the providers that CodeGate knows, and what they speak",
  details: ["Everything else is custom, with --base-url."],
  examples: ["accounts providers"],
  run(words, { terminal: { out } }) {
    if (words.has("json")) out.line(JSON.stringify(allProviders, null, 2));
    else writeTable(out, columns, allProviders.map(toRow));
    return exitCodes.done;
  },
};

const columns = [
  { title: "ID" },
  { title: "PROVIDER", canShrink: true },
  { title: "SPEAKS" },
  { title: "AT", canShrink: true },
] as const;

function toRow({ id, title, offers, alsoAtBaseUrl, primary, notes }: Provider): Row {
  const own = Object.keys(offers) as Dialect[];
  const spoken = own.length > 0 ? own : [primary, ...alsoAtBaseUrl];
  const hosts = new Set(Object.values(offers).map(({ base }) => new URL(base).host));
  return {
    cells: [
      { text: id, style: "bold" },
      { text: title },
      { text: spoken.map((dialect) => dialects[dialect]).join(", ") },
      { text: hosts.size === 0 ? "--base-url" : [...hosts].join(", ") },
    ],
    notes,
  };
}
