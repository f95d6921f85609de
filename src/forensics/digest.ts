/** Made anew by each process, so that digests tell nothing to anybody else. */
const key = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
const exactBits = 0x1f_ffff_ffff_ffffn;

/** 53 bits, which a number holds exactly; no guard against somebody who seeks collisions. */
export function digest(bytes: Uint8Array): number {
  return Number(Bun.hash.xxHash3(bytes, key) & exactBits);
}
