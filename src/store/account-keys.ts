import { randomBytes } from "node:crypto";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { failed, success, type Result } from "../base/result.ts";
import { decrypt, deriveFor, deriveKey, encrypt, fingerprintKey, keySalts } from "./cipher.ts";
import { createKeyFile, readKeyFile, type KeyFile } from "./key-file.ts";

export interface AccountKeys {
  /**
   * Reads the key files again; true when a key appeared. Keys known before stay, so that a
   * rotation loses no account between the new file and the re-encrypted rows.
   */
  reload(): boolean;
  /** Plaintext of a stored secret, or null when no known key opens it. */
  decrypt(stored: string): string | null;
  /** Stored form of a secret under the dashboard's key, which is created when there is none. */
  encrypt(plaintext: string): Result<string, string>;
  /** 32 bytes for one purpose, made from the key that encrypts; null when there is none yet. */
  derive(purpose: string): Uint8Array | null;
  /** Names the key that encrypts, 8 hexadecimal digits; null when there is none yet. */
  fingerprint(): string | null;
}

export interface AccountKeyOptions {
  readonly dataDirectory: string;
  /** Value of the environment variable ACCOUNT_KEY. */
  readonly accountKey: string | undefined;
  /** Value of the environment variable MASTER_KEY. */
  readonly masterKey: string | undefined;
  readonly logger: Logger;
}

/** In the order of the reference; only the first is ever created. */
const fileNames = [".account-key", ".master-key", "encryption.key"] as const;
type FileName = (typeof fileNames)[number];

/** Keys of account secrets. Deriving one from the environment takes 43 ms: done here, once. */
export function openAccountKeys(options: AccountKeyOptions): AccountKeys {
  const { dataDirectory, logger } = options;
  const derived = [
    deriveKey(options.accountKey, keySalts.accountKey),
    deriveKey(options.masterKey, keySalts.masterKey),
  ].filter((key) => key !== null);
  const complaints = new Map<FileName, string>();
  /** By hexadecimal text, the most likely first. */
  let known = new Map<string, Uint8Array>();
  let files = new Map<FileName, KeyFile>();

  function reload(): boolean {
    const before = known;
    files = new Map(fileNames.map((name) => [name, readKeyFile(dataDirectory, name)]));
    const current = [...files.values()].flatMap((file) => (file.state === "key" ? [file.key] : []));
    const former = [...known.values()];
    known = new Map([...derived, ...current, ...former].map((key) => [toHex(key), key]));
    const most = derived.length + fileNames.length + limits.formerAccountKeys;
    known = new Map([...known].slice(0, most));
    complain();
    return [...known.keys()].some((key) => !before.has(key));
  }

  function complain(): void {
    for (const [name, file] of files) {
      if (file.state !== "unusable") complaints.delete(name);
      else if (complaints.get(name) !== file.sentence) {
        complaints.set(name, file.sentence);
        logger.warn(file.sentence);
      }
    }
  }

  const primary = (): KeyFile => primaryOf(derived, files);

  function primaryOrCreated(): KeyFile {
    reload();
    if (primary().state !== "absent") return primary();
    const created = createKeyFile(dataDirectory, ".account-key");
    if (!created.ok) return { state: "unusable", sentence: created.failure };
    // Read back: another process may have created the file first.
    reload();
    return primary();
  }

  reload();
  return {
    reload,
    decrypt(stored) {
      for (const key of known.values()) {
        const plaintext = decrypt(key, stored);
        if (plaintext !== null) return plaintext;
      }
      return null;
    },
    encrypt(plaintext) {
      const file = primaryOrCreated();
      if (file.state === "key") return success(encrypt(file.key, plaintext, randomBytes(16)));
      return failed(
        file.state === "unusable" ? file.sentence : "The file .account-key vanished; try again.",
      );
    },
    derive(purpose) {
      const file = primary();
      return file.state === "key" ? deriveFor(file.key, purpose) : null;
    },
    fingerprint() {
      const file = primary();
      return file.state === "key" ? fingerprintKey(file.key) : null;
    },
  };
}

/** The key that encrypts: the environment's, else the dashboard's own file, else its older one. */
function primaryOf([first]: readonly Uint8Array[], files: ReadonlyMap<FileName, KeyFile>): KeyFile {
  if (first !== undefined) return { state: "key", key: first };
  const accountFile = files.get(".account-key") ?? { state: "absent" };
  if (accountFile.state !== "absent") return accountFile;
  return files.get(".master-key") ?? { state: "absent" };
}

function toHex(key: Uint8Array): string {
  return Buffer.from(key).toString("hex");
}
