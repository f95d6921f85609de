/** Drizzle's builder of queries, as `open-database.ts` loads it. */
export { drizzle } from "drizzle-orm/bun-sqlite";
