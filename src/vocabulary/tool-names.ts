/** How the provider is told of the client's tools, and how their names are found again. */
import { digest } from "./digest.ts";
import type { ClientTool } from "./crossing.ts";

const digestLength = 8;

export interface ToolNaming {
  /** Longest name that the provider accepts. */
  readonly nameLength: number;
  /** True when the provider knows tools with free text as input. */
  readonly hasCustomTools: boolean;
}

export interface ToolNames {
  /** The provider's name for a tool of the client. */
  readonly of: (tool: ClientTool) => string;
  /** The client's tools by the provider's names, where they differ. */
  readonly changed: () => ReadonlyMap<string, ClientTool>;
}

/**
 * Names are a function of the tool alone, so that they are the same in every turn; only when two
 * tools would get one name, the later one gets a digest as well.
 */
export function createToolNames({ nameLength, hasCustomTools }: ToolNaming): ToolNames {
  const names = new Map<string, string>();
  const owners = new Map<string, ClientTool>();

  function choose(tool: ClientTool): string {
    const whole = tool.namespace === null ? tool.name : `${tool.namespace}__${tool.name}`;
    const plain = acceptableName(whole, nameLength);
    return owners.has(plain) ? withDigest(plain, keyOf(tool), nameLength) : plain;
  }

  return {
    of(tool) {
      const key = keyOf(tool);
      const known = names.get(key);
      if (known !== undefined) return known;
      const name = choose(tool);
      names.set(key, name);
      owners.set(name, tool);
      return name;
    },
    changed() {
      return new Map(
        [...owners].filter(([name, tool]) => {
          const isCustom = tool.kind === "custom" && hasCustomTools;
          const hasSameKind = tool.kind === "function" || isCustom;
          return !hasSameKind || name !== tool.name || tool.namespace !== null;
        }),
      );
    },
  };
}

function keyOf({ namespace, name }: ClientTool): string {
  return `${namespace ?? ""}\n${name}`;
}

function acceptableName(name: string, length: number): string {
  const isGood = name.length <= length && /^[\w-]+$/.test(name);
  return isGood ? name : withDigest(name.replaceAll(/[^\w-]/g, "_"), name, length);
}

function withDigest(name: string, distinction: string, length: number): string {
  return `${name.slice(0, length - digestLength - 1)}_${digest(distinction, digestLength)}`;
}
