import { chmodSync, copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The databases and vectors of the contract stand beside the repository, where they are at all. */
const directory = join(import.meta.dir, "../../../shared/contract/fixture");

export const hasFixture: boolean = existsSync(directory);
if (!hasFixture) console.warn("Tests of the contract's databases are skipped: no ../shared found.");

export const fixtureDatabases = [
  "codegate.db",
  "codegate-simple.db",
  "codegate-with-traffic.db",
  "codegate-legacy-schema.db",
] as const;

export type FixtureDatabase = (typeof fixtureDatabases)[number];

/** Puts one of the databases and the key that belongs to it into a data directory. */
export function copyFixture(database: FixtureDatabase, dataDirectory: string): void {
  copyFileSync(join(directory, database), join(dataDirectory, "codegate.db"));
  const keyFile = join(dataDirectory, ".account-key");
  copyFileSync(join(directory, "account-key"), keyFile);
  for (const file of [keyFile, join(dataDirectory, "codegate.db")]) chmodSync(file, 0o600);
}

export interface FixtureAccount {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly auth_type: string;
  readonly enabled: number;
  readonly api_key_plain: string | null;
  readonly token_expires_at: number | null;
  readonly base_url: string | null;
  readonly external_account_id: string | null;
  readonly priority: number;
  readonly rate_limit: number;
  readonly monthly_budget: number | null;
}

export interface FixtureTenant {
  readonly id: string;
  readonly name: string;
  readonly api_key_hash: string;
  readonly config_id: string | null;
  readonly rate_limit: number;
  readonly enabled: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Fixture {
  readonly accounts: readonly FixtureAccount[];
  readonly tenants: readonly FixtureTenant[];
  readonly configs: readonly {
    readonly id: string;
    readonly name: string;
    readonly routing_strategy: string;
    readonly tiers: readonly {
      readonly tier: string;
      readonly account_id: string;
      readonly priority: number;
      readonly target_model: string | null;
    }[];
  }[];
  readonly settings: { readonly multi_tenant: Readonly<Record<string, string>> };
  readonly model_limits: readonly {
    readonly model_id: string;
    readonly max_output_tokens: number;
  }[];
}

export function readFixture(): Fixture {
  return readJson("fixture.json") as Fixture;
}

export interface Vector {
  readonly plaintext: string;
  readonly ciphertext: string;
}

export interface Vectors {
  readonly key_hex: string;
  readonly node_format: readonly Vector[];
  readonly legacy_go_hex_format: readonly Vector[];
  readonly legacy_go_hex_16byte_iv: readonly Vector[];
  readonly empty_string: { readonly ciphertext: string };
  readonly must_fail: readonly { readonly why: string; readonly ciphertext: string }[];
  readonly env_derivation: readonly {
    readonly env: string;
    readonly value: string;
    readonly salt_utf8: string;
    readonly key_hex: string | null;
  }[];
  readonly fingerprint: { readonly key_hex: string; readonly fingerprint: string };
  readonly tenant_hash: readonly {
    readonly key: string;
    readonly sha256_hex: string;
    readonly prefix: string;
  }[];
}

export function readVectors(): Vectors {
  return readJson("encryption-vectors.json") as Vectors;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(directory, name), "utf8"));
}
