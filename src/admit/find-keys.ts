/** The keys a request carries. Claude Code may send both headers, so either may be the right one. */
export function findKeys(headers: Headers): readonly string[] {
  const keys: string[] = [];
  const apiKey = headers.get("x-api-key")?.trim() ?? "";
  if (apiKey !== "") keys.push(apiKey);
  const bearer = /^bearer +(\S+)$/i.exec(headers.get("authorization")?.trim() ?? "")?.[1];
  if (bearer !== undefined && bearer !== apiKey) keys.push(bearer);
  return keys;
}
