/** Readers and writers of all dialects, which only crossings need. */
import { lazy } from "../base/lazy.ts";

export const conversions = lazy(
  () => require("./whole-convert.ts") as typeof import("./whole-convert.ts"),
);
