import { bufferOf } from "../../base/buffers.ts";

/** Puts together what is hashed in one step, in memory that is used again. */
export interface HashInput {
  begin(text: string): void;
  add(text: string): void;
  addBytes(bytes: Uint8Array, start: number, end: number): void;
  /** Of all that was added since the beginning; base64url. */
  sha256(): string;
}

/** Most bytes that one unit of a text takes as UTF-8. */
const unitBytes = 3;

export function createHashInput(): HashInput {
  let memory = Buffer.alloc(8_192);
  let length = 0;

  function makeRoom(bytes: number): void {
    if (length + bytes <= memory.length) return;
    const larger = Buffer.alloc(2 * (length + bytes));
    memory.copy(larger, 0, 0, length);
    memory = larger;
  }

  function add(text: string): void {
    makeRoom(text.length * unitBytes);
    length += memory.write(text, length);
  }

  return {
    begin(text) {
      length = 0;
      add(text);
    },
    add,
    addBytes(bytes, start, end) {
      makeRoom(end - start);
      length += bufferOf(bytes).copy(memory, length, start, end);
    },
    sha256: () => Bun.CryptoHasher.hash("sha256", memory.subarray(0, length), "base64url"),
  };
}
