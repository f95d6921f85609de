import { constants, crc32, deflateRawSync } from "node:zlib";

/** Compresses a body piece by piece, so that each piece can be decoded as soon as it arrives. */
export interface GzipPieces {
  piece(bytes: Uint8Array): Uint8Array;
  /** What ends the body; without it the compressed body is cut short. */
  end(): Uint8Array;
}

const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
const emptyLastBlock = Uint8Array.of(3, 0);

/** One gzip member made of flushed deflate blocks: `Bun.gzipSync` can only make whole bodies. */
export function createGzipPieces(): GzipPieces {
  let checksum = 0;
  let length = 0;
  let pending: Uint8Array = header;
  const withHeader = (bytes: Uint8Array) => {
    const joined = Buffer.concat([pending, bytes]);
    pending = new Uint8Array();
    return joined;
  };
  return {
    piece(bytes) {
      checksum = crc32(bytes, checksum);
      length += bytes.length;
      return withHeader(deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }));
    },
    end() {
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(length % 2 ** 32, 4);
      return withHeader(Buffer.concat([emptyLastBlock, trailer]));
    },
  };
}
