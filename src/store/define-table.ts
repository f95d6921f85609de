/**
 * What tables are defined with. Each from its own file: the index of the package brings the query
 * builder and all that PostgreSQL has, 80 files of which a start needs none.
 */
export { blob } from "drizzle-orm/sqlite-core/columns/blob";
export { integer } from "drizzle-orm/sqlite-core/columns/integer";
export { real } from "drizzle-orm/sqlite-core/columns/real";
export { text } from "drizzle-orm/sqlite-core/columns/text";
export { index } from "drizzle-orm/sqlite-core/indexes";
export { primaryKey } from "drizzle-orm/sqlite-core/primary-keys";
export { sqliteTable } from "drizzle-orm/sqlite-core/table";
