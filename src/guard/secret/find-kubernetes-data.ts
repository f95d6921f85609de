/** The entries of a Kubernetes secret: keys that say nothing, and values in base64. */
import { max } from "../../base/maths.ts";
import { add, type Search } from "../detect/candidates.ts";

const reach = 8_000;
const section = /(?:^|\n)[ \t]*(?:data|stringData):[ \t]*(?:#[^\n]{0,200})?\r?\n/g;
const entry =
  /([ \t]+)([\w.-]{1,100}:[ \t]+(?:["']?[A-Za-z0-9+/]{8,}={0,2}["']?))[ \t]*(?:\r?\n|$)/y;

/** `word` is where "Secret" stands; nothing happens unless it is the kind of a manifest. */
export function findKubernetesData(search: Search, word: number): void {
  const { text } = search;
  if (word < search.manifestsDone) return;
  if (!/kind:[ \t]*["']?$/.test(text.slice(max(0, word - 12), word))) return;
  search.readsFar = true;
  const from = manifestStart(text, word);
  const manifest = text.slice(from, word + reach);
  const end = manifest.indexOf("\n---", word - from);
  const whole = end === -1 ? manifest : manifest.slice(0, end);
  search.manifestsDone = from + whole.length;
  for (const match of whole.matchAll(section)) {
    takeEntries(search, from + match.index + match[0].length);
  }
}

function manifestStart(text: string, word: number): number {
  const from = max(0, word - reach);
  const divider = text.slice(from, word).lastIndexOf("\n---");
  return divider === -1 ? from : from + divider;
}

function takeEntries(search: Search, start: number): void {
  let at = start;
  for (;;) {
    entry.lastIndex = at;
    const match = entry.exec(search.text);
    if (match === null) return;
    const begin = at + (match[1] ?? "").length;
    const content = match[2] ?? "";
    if (!content.includes("CG_")) {
      add(search, "password", { start: begin, end: begin + content.length }, "Kubernetes secret");
    }
    at += match[0].length;
  }
}
