/**
 * Reads the type declarations of the official SDKs as text: no compiler is needed for the names of
 * fields and the literals of `type`, because the files are generated and look alike.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface SdkTypes {
  /** Names of the fields of an interface, with those of interfaces of the file that it extends. */
  readonly fields: (name: string) => readonly string[];
  /** The names that a union type consists of. */
  readonly members: (name: string) => readonly string[];
  /** The literals that `type` may have in an interface; none when it has no such field. */
  readonly types: (name: string) => readonly string[];
}

/** `file` below `node_modules`. */
export function readSdkTypes(file: string): SdkTypes {
  return readTypes(sdkText(file), file);
}

export function sdkText(file: string): string {
  return readFileSync(join(import.meta.dir, "../../node_modules", file), "utf8");
}

/** `file` names the text in errors. */
export function readTypes(whole: string, file: string): SdkTypes {
  const text = whole.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");

  /** Interfaces that an interface takes its fields from too; only names of this file. */
  function parentsOf(name: string): readonly string[] {
    const inner = name.split(".").at(-1) ?? name;
    const found = new RegExp(`interface ${inner} extends ([^{]+)\\{`).exec(text);
    const names = (found?.[1] ?? "").split(",").map((each) => each.trim());
    return names.filter((each) => new RegExp(`interface ${each}\\b`).test(text) && each !== "");
  }

  function fields(name: string): readonly string[] {
    const own = topLevel(bodyOf(name)).matchAll(/^\s*(?:readonly )?(\w+)\??:/gm);
    return [...parentsOf(name).flatMap(fields), ...Array.from(own, ([, field = ""]) => field)];
  }

  function bodyOf(name: string): string {
    const [space, inner] = name.includes(".") ? name.split(".") : [null, name];
    const from = space === null ? 0 : text.indexOf(`namespace ${space} {`);
    const start = text.slice(from).search(new RegExp(`interface ${inner}\\b[^{]*\\{`));
    if (from === -1 || start === -1) throw new Error(`${file} has no interface ${name}`);
    const open = text.indexOf("{", from + start);
    let depth = 0;
    for (let index = open; index < text.length; index++) {
      if (text[index] === "{") depth++;
      if (text[index] === "}" && --depth === 0) return text.slice(open + 1, index);
    }
    throw new Error(`${file} ends inside of ${name}`);
  }

  return {
    fields,
    members(name) {
      const found = new RegExp(`type ${name} = ([^;]+);`).exec(text);
      if (found === null) throw new Error(`${file} has no type ${name}`);
      return (found[1] ?? "").split("|").map((each) => each.trim());
    },
    types(name) {
      const found = /^\s*type\??: ([^;]+);/m.exec(topLevel(bodyOf(name)));
      return [...(found?.[1] ?? "").matchAll(/'([^']+)'/g)].map(([, literal = ""]) => literal);
    },
  };
}

function topLevel(body: string): string {
  let depth = 0;
  let kept = "";
  for (const character of body) {
    if (character === "{") depth++;
    if (depth === 0) kept += character;
    if (character === "}") depth--;
  }
  return kept;
}
