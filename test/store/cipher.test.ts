// A key that the dashboard encrypted must open here, and nothing forged or cut may.
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  decrypt,
  deriveKey,
  encrypt,
  fingerprintKey,
  isEmptySecret,
  keySalts,
  parseKeyFile,
} from "../../src/store/cipher.ts";
import { hasFixture, readVectors } from "../support/store-fixture.ts";

const key = Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex");
const otherKey = Buffer.alloc(32, 7);

describe("formats", () => {
  const current = "N2ItS2lUrZq+AbYJoTO6WHtm8WVbOManFOLiikU07xGw";
  const legacy = "77da6903e94af70b5375351f:ea889e704d9eb1e006eded10afd4162622";

  test.each([current, legacy, ` ${current}\n`, legacy.toUpperCase()])("opens %p", (stored) => {
    expect(decrypt(key, stored)).toBe("x");
    expect(decrypt(otherKey, stored)).toBeNull();
  });

  test.each([
    "",
    "***",
    "a:b",
    ":",
    "zz:zz",
    "sk-ant-api03-plain-text-that-was-never-encrypted-at-all-0000000",
    `a:${"00".repeat(20)}`,
    `${"00".repeat(200)}:${"00".repeat(20)}`,
    "b4IIRZ5f9oCtzkonVbqq3hFtWs8guSd76SzD837rohE=",
  ])("refuses %p", (stored) => {
    expect(decrypt(key, stored)).toBeNull();
  });

  test("refuses every single flipped bit", () => {
    const bytes = Buffer.from(current, "base64");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      const index = bit >> 3;
      flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << (bit & 7)), index);
      expect(decrypt(key, flipped.toString("base64"))).toBeNull();
    }
  });

  test("writes the current format: nonce, ciphertext, tag", () => {
    const nonce = Buffer.alloc(16, 9);
    const stored = encrypt(key, "påsswörd-🔑", nonce);
    const bytes = Buffer.from(stored, "base64");
    expect(bytes.subarray(0, 16)).toEqual(nonce);
    expect(bytes.length).toBe(16 + Buffer.byteLength("påsswörd-🔑") + 16);
    expect(decrypt(key, stored)).toBe("påsswörd-🔑");
  });

  test("refuses a nonce of the usual length, which the dashboard could not read", () => {
    expect(() => encrypt(key, "x", Buffer.alloc(12))).toThrow(RangeError);
  });

  test("tells a cleared key from one that cannot be opened", () => {
    expect(isEmptySecret("")).toBe(true);
    expect(isEmptySecret(encrypt(key, "", Buffer.alloc(16)))).toBe(true);
    expect(isEmptySecret(current)).toBe(false);
    expect(isEmptySecret(legacy)).toBe(false);
  });
});

describe("keys", () => {
  test("a passphrase gives the dashboard's key, also when it looks like hexadecimal", () => {
    const derived = deriveKey("my-passphrase", keySalts.accountKey);
    expect(Buffer.from(derived ?? []).toString("hex")).toBe(
      "53030b7978d5260513dcae539265528db31624a73081b2c411fa2b94cb01c45a",
    );
    expect(deriveKey(key.toString("hex"), keySalts.accountKey)).not.toEqual(key);
  });

  test.each([undefined, "", "auto"])("%p means that no key is set", (value) => {
    expect(deriveKey(value, keySalts.masterKey)).toBeNull();
  });

  test("a key file holds 64 hexadecimal digits and white space around them", () => {
    const text = key.toString("hex");
    expect(parseKeyFile(`  ${text}\r\n`)).toEqual(key);
    expect(parseKeyFile(text.toUpperCase())).toEqual(key);
    for (const bad of ["", text.slice(1), `${text}0`, `${text.slice(1)}g`, `${text} ${text}`]) {
      expect(parseKeyFile(bad)).toBeNull();
    }
  });

  test("a fingerprint names a key", () => {
    expect(fingerprintKey(key)).toBe("630dcd29");
  });
});

describe.skipIf(!hasFixture)("vectors of the contract", () => {
  const vectors = hasFixture ? readVectors() : null;
  const vectorKey = Buffer.from(vectors?.key_hex ?? "", "hex");

  test("every ciphertext opens to its plaintext", () => {
    const all = [
      ...(vectors?.node_format ?? []),
      ...(vectors?.legacy_go_hex_format ?? []),
      ...(vectors?.legacy_go_hex_16byte_iv ?? []),
    ];
    expect(all.length).toBe(11);
    for (const { plaintext, ciphertext } of all) {
      expect(decrypt(vectorKey, ciphertext)).toBe(plaintext);
    }
  });

  test("what must fail fails", () => {
    expect(vectors?.must_fail.length).toBe(4);
    for (const { ciphertext } of vectors?.must_fail ?? []) {
      expect(decrypt(vectorKey, ciphertext)).toBeNull();
    }
    const empty = vectors?.empty_string.ciphertext ?? "";
    expect(decrypt(vectorKey, empty)).toBeNull();
    expect(isEmptySecret(empty)).toBe(true);
  });

  test("every passphrase derives its key", () => {
    for (const { value, salt_utf8, key_hex } of vectors?.env_derivation ?? []) {
      const derived = deriveKey(value, salt_utf8);
      expect(derived === null ? null : Buffer.from(derived).toString("hex")).toBe(key_hex);
    }
    const salts = new Set(vectors?.env_derivation.map(({ salt_utf8 }) => salt_utf8));
    expect([...salts].toSorted()).toEqual(Object.values(keySalts).toSorted());
  });

  test("tenant keys are known by their SHA-256", () => {
    for (const { key: raw, sha256_hex } of vectors?.tenant_hash ?? []) {
      expect(createHash("sha256").update(raw).digest("hex")).toBe(sha256_hex);
    }
    expect(fingerprintKey(vectorKey)).toBe(vectors?.fingerprint.fingerprint ?? "");
  });
});
