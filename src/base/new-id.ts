/**
 * An id of 32 hex digits, the form of the ids in `usage` and `request_logs`. It begins with the
 * time: ids that come in order are put side by side into an index, where random ones change one
 * page each, which made most of the database's log.
 */
export function newId(): string {
  const id = Bun.randomUUIDv7();
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}
