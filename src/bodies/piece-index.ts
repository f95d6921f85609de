/**
 * Where pieces stand that were kept before, by their digest. A table of fixed size: when it is
 * crowded older entries are forgotten, and the piece is kept once more.
 */

export interface PieceIndex {
  /** The address of an equal piece, or null after noting that this one will stand at `address`. */
  findOrAdd(piece: Uint8Array, address: number): number | null;
}

/** Places that are looked at for one digest. */
const probes = 8;
/** 128 bits of SHA-256: a second text with the same ones would show up in somebody's log. */
const digestWords = 4;

export function createPieceIndex(slots: number): PieceIndex {
  const digests = new Uint32Array(slots * digestWords);
  const addresses = new Float64Array(slots);
  /** 0 = free. */
  const lengths = new Uint32Array(slots);
  const hashed = new Uint8Array(32);
  const words = new Uint32Array(hashed.buffer);

  function isSame(slot: number, length: number): boolean {
    if (lengths[slot] !== length) return false;
    for (let word = 0; word < digestWords; word++) {
      if (digests[slot * digestWords + word] !== words[word]) return false;
    }
    return true;
  }

  function put(slot: number, length: number, address: number): void {
    digests.set(words.subarray(0, digestWords), slot * digestWords);
    lengths[slot] = length;
    addresses[slot] = address;
  }

  return {
    findOrAdd(piece, address) {
      Bun.SHA256.hash(piece, hashed);
      const first = (words[digestWords] ?? 0) % slots;
      let free: number | null = null;
      for (let probe = 0; probe < probes; probe++) {
        const slot = (first + probe) % slots;
        if (isSame(slot, piece.length)) return addresses[slot] ?? null;
        if (lengths[slot] === 0) free ??= slot;
      }
      put(free ?? (first + (address % probes)) % slots, piece.length, address);
      return null;
    },
  };
}
