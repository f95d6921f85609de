/** The three wire formats that CodeGate speaks, to clients and to providers. */
export type Dialect = "anthropic-messages" | "openai-chat" | "openai-responses";
