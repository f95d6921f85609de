/** A conversation that no longer fits into the model, in the words of many providers. */

interface Words {
  readonly code: string | null;
  readonly type: string | null;
  readonly status: number | null;
  readonly message: string | null;
}

const codes: ReadonlySet<string> = new Set([
  "context_length_exceeded",
  "model_max_prompt_tokens_exceeded",
  "exceed_context_size_error",
  "context_window_exceeded",
  "prompt_too_long",
]);

/**
 * Anthropic; OpenAI, DeepSeek, vLLM, OpenRouter; OpenAI's Responses; xAI; llama.cpp; Gemini;
 * Copilot; Moonshot; Mistral; Bedrock; Zhipu; MiniMax; Cohere; LM Studio.
 */
const wordings: readonly RegExp[] = [
  /prompt is too long/i,
  /exceeds? context limit/i,
  /maximum (?:context|prompt) length/i,
  /(?:model's )?context length is only/i,
  /exceeds? (?:the|this model's|your|its) (?:available |maximum )?context (?:window|length|size)/i,
  /exceeds the available context/i,
  /input token count .*exceeds/i,
  /prompt token count of/i,
  /exceeded model token limit/i,
  /too large for model with \d+ maximum context/i,
  /longer than the maximum model length/i,
  /input is too long for requested model/i,
  /prompt exceeds max length/i,
  /context window exceeds limit/i,
  /number of tokens in the prompt cannot exceed/i,
  /greater than the context length/i,
  /reduce the length of the (?:messages|prompt|input)/i,
];

export function isContextOverflow({ code, type, status, message }: Words): boolean {
  if (codes.has(code ?? "") || codes.has(type ?? "")) return true;
  // A limit per minute is none of the model's, and a failing server says anything.
  if (status !== null && (status === 429 || (status > 422 && status !== 500))) return false;
  return message !== null && wordings.some((wording) => wording.test(message));
}

/**
 * The words by which Anthropic's clients know that they have to compact. The numbers are those
 * of the provider; where it gives none, its own words follow instead.
 */
export function promptTooLong(message: string): string {
  if (/prompt is too long: \d+ tokens > \d+ maximum/i.test(message)) return message;
  const counts = findCounts(message.replaceAll(/(?<=\d)[,_](?=\d{3})/g, ""));
  if (counts === null) return `prompt is too long: ${message}`;
  return `prompt is too long: ${counts.tokens} tokens > ${counts.most} maximum`;
}

interface Counts {
  readonly tokens: number;
  readonly most: number;
}

/** Prompt and output counted apart: "190000 + 20000 > 200000". */
const sum = /(\d+) \+ (\d+) > (\d+)/;
const limit =
  /(?:maximum|limit|at most|context (?:length|size|window)|allowed|cannot exceed|only)\b[^\d]{0,40}(\d{3,})|(\d{3,}) maximum/i;

function findCounts(message: string): Counts | null {
  const added = sum.exec(message);
  if (added !== null) {
    const [, prompt, output, most] = added;
    return { tokens: Number(prompt) + Number(output), most: Number(most) };
  }
  const numbers = Array.from(message.matchAll(/\b\d{3,}\b/g), ([digits]) => Number(digits));
  const named = limit.exec(message);
  const most = named === null ? Math.min(...numbers) : Number(named[1] ?? named[2]);
  const tokens = numbers.find((number) => number > most);
  return tokens === undefined ? null : { tokens, most };
}
