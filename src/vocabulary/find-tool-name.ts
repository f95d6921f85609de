import type { WriteContext } from "./target.ts";

/** The provider's name for a tool that the client names without saying what kind it is. */
export function findToolName(name: string, { conversation, names }: WriteContext): string {
  const tool = conversation.tools.find((each) => each.name === name);
  if (tool === undefined || tool.kind === "server") return name;
  return names.of({ name, kind: tool.kind, namespace: tool.namespace ?? null });
}
