import { customProvider, providerTitles } from "../../provider/providers.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A provider's id, by number or by id; null when the input ended. */
export async function askProvider({ ask, error }: Terminal): Promise<string | null> {
  const ids = [...providerTitles.keys()];
  const width = Math.max(...[...providerTitles.values()].map((title) => title.length));
  error.line("Which provider?");
  for (const [index, id] of ids.entries()) {
    const title = (providerTitles.get(id) ?? id).padEnd(width);
    const note = id === customProvider.id ? `${id}, an OpenAI-compatible server` : id;
    error.line(`  ${String(index + 1).padStart(2)}  ${title}  ${error.paint("dim", note)}`);
  }
  for (;;) {
    const answer = (await ask("Number or id [1]: "))?.trim().toLowerCase();
    if (answer === undefined) return null;
    const id = answer === "" ? ids[0] : (ids[Number(answer) - 1] ?? answer);
    if (id !== undefined && ids.includes(id)) return id;
    error.line(`There is no provider ${answer}; type a number from 1 to ${ids.length}, or an id.`);
  }
}
