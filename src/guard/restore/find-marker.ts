/** Cheap tests on bytes: most events and bodies hold no token, and are then not looked at. */

/** True when bytes of JSON may hold a token or, at the end of a string, the beginning of one. */
export type MayHoldToken = (bytes: Uint8Array) => boolean;

export function findMarker(marker: string): MayHoldToken {
  const beginnings = Array.from(marker.slice(1), (_, index) => `${marker.slice(0, index + 1)}"`);
  const escaped = `\\u${marker.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const needles = [marker, ...beginnings, escaped].map((needle) => Buffer.from(needle, "latin1"));
  return (bytes) => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return needles.some((needle) => view.includes(needle));
  };
}
