/** The key that masks: of the environment, else of the dashboard's file, which is made when missing. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { failed, success, type Result } from "../base/result.ts";
import { deriveKey, keySalts } from "./cipher.ts";
import { tryFile } from "./file-failure.ts";
import { createKeyFile, readKeyFile, type KeyFile } from "./key-file.ts";

export interface GuardrailKeyOptions {
  readonly dataDirectory: string;
  /** Value of the environment variable GUARDRAIL_KEY. */
  readonly guardrailKey: string | undefined;
}

/** 32 bytes, or a sentence on what is wrong with the file; asked again it looks again. */
export type GuardrailKey = () => Result<Uint8Array, string>;

const fileName = ".guardrail-key";

/** Deriving from the environment takes 43 ms and happens once, when the key is first needed. */
export function openGuardrailKey({
  dataDirectory,
  guardrailKey,
}: GuardrailKeyOptions): GuardrailKey {
  let derived: Uint8Array | null | undefined;
  let known: { readonly stamp: string; readonly key: Uint8Array } | null = null;

  /** The dashboard's rotation replaces the file while we run. */
  function ofFile(): Result<Uint8Array, string> {
    const stamp = stampOf(join(dataDirectory, fileName));
    if (known !== null && known.stamp === stamp) return success(known.key);
    const file = readOrCreate(dataDirectory);
    if (file.state !== "key") {
      const vanished = `The file ${fileName} vanished; try again.`;
      return failed(file.state === "unusable" ? file.sentence : vanished);
    }
    known = { stamp: stampOf(join(dataDirectory, fileName)) ?? "", key: file.key };
    return success(file.key);
  }

  return () => {
    derived ??= deriveKey(guardrailKey, keySalts.guardrailKey);
    return derived === null ? ofFile() : success(derived);
  };
}

function readOrCreate(dataDirectory: string): KeyFile {
  const found = readKeyFile(dataDirectory, fileName);
  if (found.state !== "absent") return found;
  const created = createKeyFile(dataDirectory, fileName);
  if (!created.ok) return { state: "unusable", sentence: created.failure };
  // Read back: another process may have created the file first.
  return readKeyFile(dataDirectory, fileName);
}

function stampOf(path: string): string | null {
  const stats = tryFile(() => statSync(path));
  return stats.ok ? `${stats.value.ino}:${stats.value.mtimeMs}:${stats.value.size}` : null;
}
