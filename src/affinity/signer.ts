/** Who signed a conversation's thinking, and who can read it again. */

/**
 * Thinking is bound to the organization that owns an account and to the family of the model that
 * thought. Null = not known; then it counts as bound to the account itself, and to any family.
 */
export interface Signer {
  readonly accountId: string;
  readonly family: string | null;
  readonly organization: string | null;
}

export function canRead(reader: Signer, signer: Signer): boolean {
  const isSameOwner =
    reader.accountId === signer.accountId ||
    (signer.organization !== null && reader.organization === signer.organization);
  const isSameFamily =
    signer.family === null || reader.family === null || reader.family === signer.family;
  return isSameOwner && isSameFamily;
}

export function isSameSigner(one: Signer, other: Signer): boolean {
  return (
    one.accountId === other.accountId &&
    one.family === other.family &&
    one.organization === other.organization
  );
}

/** As it was saved; earlier versions saved the account's id alone. Null when it cannot be read. */
export function parseSigner(saved: unknown): Signer | null {
  if (typeof saved === "string") return { accountId: saved, family: null, organization: null };
  const { accountId, family = null, organization = null } = (saved ?? {}) as Partial<Signer>;
  const isWhole = [family, organization].every((each) => each === null || typeof each === "string");
  return typeof accountId === "string" && isWhole ? { accountId, family, organization } : null;
}
