/** What is loaded with the first request that guardrails concern. */
export { createGuard } from "./guard.ts";
export { addHint } from "./hint/add-hint.ts";
export { restoreBody } from "./restore/restore-body.ts";
export { createStreamRestorer } from "./restore/restore-stream.ts";
export { rulesToTry } from "./rules/rules-to-try.ts";
