/** Bytes that a socket could not take at once wait here. */
import type { Socket } from "bun";

export interface Flow {
  write(bytes: Uint8Array): void;
  /** True while bytes wait for the other side to read. */
  isFull(): boolean;
  isClosed(): boolean;
  /** Calls once when nothing waits any more. */
  whenEmpty(call: () => void): void;
  drain(): void;
  close(): void;
}

export function createFlow(socket: Socket): Flow {
  let waiting: Uint8Array[] = [];
  let isClosed = false;
  let told: (() => void) | null = null;
  return {
    write(bytes) {
      if (isClosed) return;
      const written = waiting.length > 0 ? 0 : socket.write(bytes);
      // A copy: the caller may use its buffer again.
      if (written < bytes.length) waiting.push(bytes.slice(Math.max(0, written)));
    },
    isFull: () => waiting.length > 0,
    isClosed: () => isClosed,
    whenEmpty(call) {
      told = call;
    },
    drain() {
      for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
        const written = Math.max(0, socket.write(first));
        if (written < first.length) {
          waiting[0] = first.subarray(written);
          return;
        }
        waiting.shift();
      }
      const call = told;
      told = null;
      call?.();
    },
    close() {
      isClosed = true;
      waiting = [];
    },
  };
}
