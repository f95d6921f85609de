/** Files that hold one key as 64 hexadecimal digits; the dashboard reads and replaces them too. */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { failed, success, type Result } from "../base/result.ts";
import { parseKeyFile } from "./cipher.ts";
import { tryFile } from "./file-failure.ts";

export type KeyFile =
  | { readonly state: "key"; readonly key: Uint8Array }
  | { readonly state: "absent" }
  | { readonly state: "unusable"; readonly sentence: string };

export function readKeyFile(dataDirectory: string, name: string): KeyFile {
  const content = tryFile(() => readFileSync(join(dataDirectory, name), "utf8"));
  if (!content.ok) {
    if (content.failure === "ENOENT" || content.failure === "ENOTDIR") return { state: "absent" };
    const sentence = `The key file ${name} cannot be read (${content.failure}); give this user the right to.`;
    return { state: "unusable", sentence };
  }
  const key = parseKeyFile(content.value);
  if (key !== null) return { state: "key", key };
  const sentence = `The key file ${name} does not hold 64 hexadecimal digits; restore it from a copy, or delete it when nothing was encrypted with it.`;
  return { state: "unusable", sentence };
}

/** A fresh key, unless another process was faster. The failure is a sentence. */
export function createKeyFile(dataDirectory: string, name: string): Result<null, string> {
  const path = join(dataDirectory, name);
  const created = tryFile(() => {
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, randomBytes(32).toString("hex"));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
  if (created.ok || created.failure === "EEXIST") return success(null);
  return failed(`The key file ${name} cannot be created (${created.failure}).`);
}
