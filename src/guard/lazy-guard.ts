/** The guardrails are a fifth of all code, with tables of words and forms. */
import { lazy } from "../base/lazy.ts";

export const guardrails = lazy(
  () => require("./whole-guard.ts") as typeof import("./whole-guard.ts"),
);
