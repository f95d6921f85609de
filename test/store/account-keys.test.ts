// A wrong choice of key makes every account unusable, or encrypts what nobody else can read.
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../src/base/logger.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openAccountKeys, type AccountKeys } from "../../src/store/account-keys.ts";
import { decrypt, deriveKey, encrypt, fingerprintKey, keySalts } from "../../src/store/cipher.ts";

const directories: string[] = [];
afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

function createDirectory(files: Readonly<Record<string, Uint8Array | string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "codegate-keys-"));
  directories.push(path);
  for (const [name, key] of Object.entries(files)) writeKey(path, name, key);
  return path;
}

function writeKey(path: string, name: string, key: Uint8Array | string): void {
  const text = typeof key === "string" ? key : Buffer.from(key).toString("hex");
  writeFileSync(join(path, name), text, { mode: 0o600 });
}

function open(
  dataDirectory: string,
  environment: { accountKey?: string; masterKey?: string; logger?: Logger } = {},
): AccountKeys {
  const { accountKey, masterKey, logger = silentLogger } = environment;
  return openAccountKeys({ dataDirectory, accountKey, masterKey, logger });
}

const keyA = Buffer.alloc(32, 1);
const keyB = Buffer.alloc(32, 2);
const keyC = Buffer.alloc(32, 3);
const nonce = Buffer.alloc(16, 5);

function encryptedBy(keys: AccountKeys): string {
  const stored = keys.encrypt("secret");
  if (!stored.ok) throw new Error(stored.failure);
  return stored.value;
}

describe("reading", () => {
  test("every file and both variables open what was encrypted with them", () => {
    const directory = createDirectory({
      ".account-key": keyA,
      ".master-key": ` ${keyB.toString("hex")}\n`,
      "encryption.key": keyC.toString("hex").toUpperCase(),
    });
    const keys = open(directory, { accountKey: "one", masterKey: "two" });
    const derived = [
      deriveKey("one", keySalts.accountKey),
      deriveKey("two", keySalts.masterKey),
    ].filter((key) => key !== null);
    for (const key of [keyA, keyB, keyC, ...derived]) {
      expect(keys.decrypt(encrypt(key, "secret", nonce))).toBe("secret");
    }
    expect(keys.decrypt(encrypt(Buffer.alloc(32, 9), "secret", nonce))).toBeNull();
  });

  test("a rotation while running keeps the former key", () => {
    const directory = createDirectory({ ".account-key": keyA });
    const keys = open(directory);
    writeKey(directory, ".account-key", keyB);
    expect(keys.decrypt(encrypt(keyB, "new", nonce))).toBeNull();
    expect(keys.reload()).toBe(true);
    expect(keys.decrypt(encrypt(keyA, "old", nonce))).toBe("old");
    expect(keys.decrypt(encrypt(keyB, "new", nonce))).toBe("new");
    expect(keys.reload()).toBe(false);
    expect(decrypt(keyB, encryptedBy(keys))).toBe("secret");
  });

  test("many rotations leave a bounded number of keys", () => {
    const directory = createDirectory();
    const keys = open(directory);
    for (let round = 0; round < 40; round += 1) {
      writeKey(directory, ".account-key", Buffer.alloc(32, round));
      keys.reload();
    }
    expect(keys.decrypt(encrypt(Buffer.alloc(32, 39), "x", nonce))).toBe("x");
    expect(keys.decrypt(encrypt(Buffer.alloc(32, 30), "x", nonce))).toBe("x");
    expect(keys.decrypt(encrypt(Buffer.alloc(32, 0), "x", nonce))).toBeNull();
  });

  test("a file without a key is named once and hurts nothing else", () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
    const directory = createDirectory({ ".account-key": "not a key", ".master-key": keyB });
    const keys = open(directory, { logger });
    keys.reload();
    expect(warnings.length).toBe(1);
    expect(warnings[0]).toContain(".account-key");
    expect(keys.decrypt(encrypt(keyB, "x", nonce))).toBe("x");
  });
});

describe("encrypting", () => {
  test("prefers ACCOUNT_KEY, then MASTER_KEY, then the file", () => {
    const directory = createDirectory({ ".account-key": keyA });
    const account = deriveKey("one", keySalts.accountKey) ?? keyC;
    const master = deriveKey("two", keySalts.masterKey) ?? keyC;
    const both = open(directory, { accountKey: "one", masterKey: "two" });
    expect(decrypt(account, encryptedBy(both))).toBe("secret");
    expect(both.fingerprint()).toBe(fingerprintKey(account));
    const second = open(directory, { accountKey: "auto", masterKey: "two" });
    expect(decrypt(master, encryptedBy(second))).toBe("secret");
    const file = open(directory, { accountKey: "", masterKey: "auto" });
    expect(decrypt(keyA, encryptedBy(file))).toBe("secret");
  });

  test("takes the bytes of .master-key while there is no .account-key, and creates nothing", () => {
    const directory = createDirectory({ ".master-key": keyB, "encryption.key": keyC });
    expect(decrypt(keyB, encryptedBy(open(directory)))).toBe("secret");
    expect(readdirSync(directory).toSorted()).toEqual([".master-key", "encryption.key"]);
  });

  test("creates .account-key for this user alone, and only when it is needed", () => {
    const directory = createDirectory({ "encryption.key": keyC });
    const keys = open(directory);
    keys.reload();
    expect(keys.fingerprint()).toBeNull();
    expect(readdirSync(directory)).toEqual(["encryption.key"]);
    const stored = encryptedBy(keys);
    const file = join(directory, ".account-key");
    expect(readFileSync(file, "utf8")).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(keys.decrypt(stored)).toBe("secret");
    expect(open(directory).decrypt(stored)).toBe("secret");
    expect(open(directory).fingerprint()).toBe(keys.fingerprint());
  });

  test("never uses one nonce twice", () => {
    const keys = open(createDirectory({ ".account-key": keyA }));
    expect(new Set(Array.from({ length: 50 }, () => encryptedBy(keys).slice(0, 20))).size).toBe(50);
  });

  test("never replaces a damaged key file: the key in it may still be restored", () => {
    const directory = createDirectory({ ".account-key": "damaged", ".master-key": keyB });
    const stored = open(directory).encrypt("secret");
    expect(stored.ok).toBe(false);
    expect(readFileSync(join(directory, ".account-key"), "utf8")).toBe("damaged");
  });

  test("says why when the file cannot be created", () => {
    const stored = open(join(createDirectory({ file: "x" }), "file")).encrypt("secret");
    expect(stored).toMatchObject({ ok: false });
  });
});
