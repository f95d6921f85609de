/**
 * Tools that send what they get away from the machine. Their calls keep the tokens: what was kept
 * from the provider should not reach a stranger through a tool. Calls that the provider itself runs
 * (web search, code execution, remote MCP) are known by their types; others by the names that the
 * user lists in `privacy_remote_tools`, separated by commas or lines, with `*` for anything:
 * `mcp__tracker__*, WebSearch`.
 */
import { limits } from "../../base/limits.ts";

export type IsRemoteTool = (name: string) => boolean;

/** Letter case is not looked at. Patterns beyond the limits are left out. */
export function parseRemoteTools(setting: string): IsRemoteTool {
  const patterns = setting
    .split(/[,\n]/)
    .map((pattern) => pattern.trim().toLowerCase())
    .filter((pattern) => pattern !== "" && pattern.length <= limits.toolPatternLength)
    .slice(0, limits.toolPatterns)
    .map((pattern) => pattern.split("*"));
  return (name) => {
    const lower = name.toLowerCase();
    return patterns.some((pieces) => fits(lower, pieces));
  };
}

/** The first piece stands at the beginning, the last at the end, the others in order between. */
function fits(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return name === first;
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}
