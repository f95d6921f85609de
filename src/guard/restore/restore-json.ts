import type { Splice } from "../../read/splice.ts";
import { findLeaves } from "../walk/find-leaves.ts";
import type { Shape } from "../walk/shape.ts";
import type { IsRemoteTool } from "./remote-tools.ts";
import { restoreContents } from "./restore-contents.ts";
import type { TextRestorer } from "./text-restorer.ts";

export interface RestoreTools {
  readonly restorer: TextRestorer;
  readonly isRemoteTool: IsRemoteTool;
}

/** Restores all leaves of the accepted JSON value that begins at `start`. */
export function restoreJson(
  bytes: Uint8Array,
  start: number,
  shape: Shape,
  { restorer, isRemoteTool }: RestoreTools,
): Splice[] {
  const splices: Splice[] = [];
  for (const leaf of findLeaves(bytes, start, shape, { kind: "restore", isRemoteTool })) {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset + leaf.start, leaf.end - leaf.start);
    if (!view.includes(restorer.marker) && !view.includes("\\u")) continue;
    const written = view.toString("utf8");
    const restored = restoreContents(written, leaf.kind === "json" ? 2 : 1, restorer);
    if (restored !== written) splices.push({ start: leaf.start, end: leaf.end, text: restored });
  }
  return splices;
}
