/** The three wire formats that CodeGate speaks, to clients and to providers. */
export type Dialect = "anthropic-messages" | "openai-chat" | "openai-responses";

const byName: Readonly<Record<string, Dialect>> = {
  messages: "anthropic-messages",
  chat: "openai-chat",
  responses: "openai-responses",
};

/** The short names that people write. */
export const dialectNames: readonly string[] = Object.keys(byName);

export function dialectOfName(name: string): Dialect | null {
  return Object.hasOwn(byName, name) ? (byName[name] ?? null) : null;
}
