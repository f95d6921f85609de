/** A random id of 32 hex digits, the form of the ids in `usage` and `request_logs`. */
export function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
