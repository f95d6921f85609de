import { blob, index, integer, primaryKey, sqliteTable, text } from "./define-table.ts";

/** Responses that clients may build on; see `state/kept-turn.ts`. What they say is sealed. */
export const codegateResponses = sqliteTable(
  "codegate_responses",
  {
    /** Whose it is: "tenant:ID", or the kind of a caller that is no tenant. */
    caller: text("caller").notNull(),
    id: text("id").notNull(),
    /** The same for all responses of a chain: it ages, and goes, as a whole. */
    conversation: text("conversation").notNull(),
    createdAt: integer("created_at").notNull(),
    bytes: integer("bytes").notNull(),
    sealed: blob("sealed", { mode: "buffer" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caller, table.id] }),
    index("idx_codegate_responses_conversation").on(table.caller, table.conversation),
  ],
);
