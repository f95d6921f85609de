/** Cheap tests on bytes: most events and bodies hold no token, and are then not looked at. */

/**
 * What bytes of JSON have in them that may hold a token or, at the end of a string, the beginning
 * of one.
 */
export function markerNeedles(marker: string): readonly Uint8Array[] {
  const beginnings = Array.from(marker.slice(1), (_, index) => `${marker.slice(0, index + 1)}"`);
  const escaped = `\\u${marker.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [marker, ...beginnings, escaped].map((needle) => Buffer.from(needle, "latin1"));
}

export function holdsAny(bytes: Uint8Array, needles: readonly Uint8Array[]): boolean {
  const view = viewOf(bytes);
  return needles.some((needle) => view.includes(needle));
}

export interface Hits {
  /** Where the first needle begins at or after `from`; infinite when there is none. */
  next(from: number): number;
}

/** Places are to be asked for from left to right: no needle is searched for twice in one stretch. */
export function findHits(bytes: Uint8Array, needles: readonly Uint8Array[]): Hits {
  const view = viewOf(bytes);
  const places = needles.map(() => -1);
  return {
    next(from) {
      needles.forEach((needle, index) => {
        if ((places[index] ?? 0) >= from) return;
        const found = view.indexOf(needle, from);
        places[index] = found === -1 ? Number.POSITIVE_INFINITY : found;
      });
      return Math.min(...places);
    },
  };
}

export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
