/**
 * GET /v1/models?client_version=... in the shape that Codex expects (0.169 was looked at): it asks
 * when its provider has a command for its token, or it is signed in, and lays the answer over what
 * it knows itself. OpenAI's own models are left out, because it knows them better.
 */
import { findModelFacts } from "../prices/find-price.ts";
import { findCapabilities } from "../provider/capabilities.ts";
import type { ListedModel } from "./list-models.ts";

/** Only Codex names its version in the question. */
export function asksAsCodex(parameters: URLSearchParams): boolean {
  return parameters.has("client_version");
}

const known = /^(?:openai\/)?(?:gpt-|codex-|chatgpt-|o\d)/;

export function codexModels(models: readonly ListedModel[]): unknown {
  return { models: models.filter(({ id }) => !known.test(id)).map(codexModel) };
}

/** Below Codex's own models in its list. */
const firstPriority = 100;
/** Longest output of a command that Codex shows the model, tokens: as for its own models. */
const outputTokens = 10_000;

function codexModel({ id, owner }: ListedModel, index: number): unknown {
  const { efforts, thinking, images, verbosity, webSearch } = findCapabilities(owner, id);
  // Claude up to 4.5 has budgets in place of efforts, and conversion turns one into the other.
  const hasBudget = efforts.length === 0 && thinking === "budget" && owner === "anthropic";
  const levels = hasBudget ? ["low", "medium", "high"] : efforts;
  const context = findModelFacts(owner, id)?.contextTokens ?? null;
  return {
    slug: id,
    display_name: id,
    description: `${id}, by way of CodeGate`,
    ...(levels.length === 0 ? {} : { default_reasoning_level: usualLevel(levels) }),
    supported_reasoning_levels: levels.map((effort) => ({ effort, description: effort })),
    shell_type: "unified_exec",
    visibility: "list",
    supported_in_api: true,
    priority: firstPriority + index,
    base_instructions: baseInstructions,
    support_verbosity: verbosity,
    apply_patch_tool_type: "freeform",
    ...(webSearch ? { web_search_tool_type: "text" } : {}),
    supports_parallel_tool_calls: true,
    truncation_policy: { mode: "tokens", limit: outputTokens },
    ...(context === null ? {} : { context_window: context, max_context_window: context }),
    experimental_supported_tools: [],
    input_modalities: images ? ["text", "image"] : ["text"],
  };
}

function usualLevel(levels: readonly string[]): string | undefined {
  return levels.includes("medium") ? "medium" : levels[0];
}

/** Codex sends a model no other instructions than those that its list has for it. */
const baseInstructions = `You are a coding agent in the Codex CLI. You work in the user's own directory, through the tools you are given, until what was asked is done.

How to work
- Find out before you change: search with rg, read the files that matter, look for AGENTS.md files and follow those that cover what you touch.
- Change files with apply_patch, in small patches with enough context to be unambiguous. Run commands with exec_command; never start an editor or a pager.
- Fix causes, keep to the style of the code around, and leave alone what the task does not ask for. Never throw away changes that you did not make, and do not commit unless you are asked to.
- Calls that do not need each other's results go out together.
- Check your work with the project's own tests, build or linter when there are any; say plainly what you could not check.
- When a command fails for want of a permission, ask for it in the way the tool offers instead of working around it.

How to speak
- Say in a sentence what you are about to do before longer steps, and no more than that.
- End with a short summary: what changed, where (as path:line), and what is left to the user. No flattery, no repetition of whole files.`;
