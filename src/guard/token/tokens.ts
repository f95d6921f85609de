/** Tokens of one tenant: the same original gives the same token for ever, and no other tenant's. */
import type { Label } from "../finding.ts";
import { createSealer, hmac, type Sealer } from "./seal.ts";
import { shapeToken } from "./token-shape.ts";

/** Domains of the cipher. Those of the contract where it has one. */
const domains: Record<Label, string> = {
  PEM: "key",
  AWS: "aws",
  KEY: "api_key",
  SSN: "ssn",
  CARD: "card",
  PASSWORD: "password",
  JWT: "jwt",
  EMAIL: "email",
  LOGIN: "url",
  IBAN: "iban",
  PHONE: "phone",
  PASSPORT: "passport",
  IP: "ip",
  ADDRESS: "address",
  NAME: "name",
  TOKEN: "token",
};

/** Marks the domain of originals that are no valid Unicode and are sealed as UTF-16. */
const brokenText = "/utf16";

export interface TenantTokens {
  /** 64 hex digits that tell one tenant's originals from another's, and nothing else. */
  readonly scope: string;
  tokenFor(label: Label, original: string): string;
  /** The whole sealed original in base64url, for storing: the token alone is too short to hold it. */
  seal(label: Label, original: string): string;
  /** 64 hex digits that are equal for equal originals of a label, and only for them. */
  digest(label: Label, original: string): string;
  /** The original of a sealed text, or null when it is not of this tenant and label. */
  open(label: Label, sealed: string): string | null;
}

/**
 * Derives one tenant's tokens from the guardrail key (32 bytes). `tenant` is the tenant's id, or
 * the empty text for the caller without one.
 */
export function createTenantTokens(guardrailKey: Uint8Array, tenant: string): TenantTokens {
  const tenantKey = hmac(guardrailKey, "codegate-tenant\0", tenant);
  const sealer = createSealer(tenantKey);
  return {
    scope: hmac(tenantKey, "codegate-mapping-scope").toString("hex"),
    digest(label, original) {
      const [domain, value] = encode(label, original);
      return hmac(tenantKey, "codegate-mapping\0", domain, "\0", value).toString("hex");
    },
    tokenFor(label, original) {
      if (original.isWellFormed()) return shapeToken(label, sealer.iv(domains[label], original));
      const [domain, value] = encode(label, original);
      return shapeToken(label, sealer.iv(domain, value));
    },
    seal(label, original) {
      const [domain, value] = encode(label, original);
      return Buffer.from(sealer.seal(domain, value)).toString("base64url");
    },
    open: (label, sealed) => decode(sealer, domains[label], Buffer.from(sealed, "base64url")),
  };
}

/** UTF-8 would turn every lone surrogate into the same replacement character. */
function encode(label: Label, original: string): [domain: string, value: Uint8Array] {
  const domain = domains[label];
  if (original.isWellFormed()) return [domain, Buffer.from(original, "utf8")];
  return [domain + brokenText, Buffer.from(original, "utf16le")];
}

function decode(sealer: Sealer, domain: string, sealed: Uint8Array): string | null {
  const value = sealer.open(domain, sealed);
  if (value !== null) return Buffer.from(value).toString("utf8");
  const broken = sealer.open(domain + brokenText, sealed);
  return broken === null ? null : Buffer.from(broken).toString("utf16le");
}

/** The tokens minted for one request and what they stand for. */
export interface Tokens extends TenantTokens {
  originalOf(token: string): string | undefined;
  /** Every token of the request with what it stands for. */
  minted(): Iterable<readonly [token: string, original: string]>;
  /** Takes up a token that was minted for this tenant before. */
  remember(token: string, original: string): void;
}

/** A name of the module's own, for the reason that `base/maths.ts` gives. */
const TextMap = Map<string, string>;

/** `tenantTokens` may be shared by all requests of the tenant; the map belongs to one request. */
export function createTokens(tenantTokens: TenantTokens): Tokens {
  const originals = new TextMap();
  const minted = new TextMap();
  return {
    ...tenantTokens,
    tokenFor(label, original) {
      const key = `${label} ${original}`;
      const known = minted.get(key);
      if (known !== undefined) return known;
      const token = tenantTokens.tokenFor(label, original);
      minted.set(key, token);
      originals.set(token, original);
      return token;
    },
    originalOf: (token) => originals.get(token),
    minted: () => originals,
    remember: (token, original) => void originals.set(token, original),
  };
}
