import { createBell } from "./bell.ts";

/** The half of a socket that sends, with the waiting that Bun's sockets leave to their user. */
export interface SocketWriter {
  /** Sends everything, waiting while the other side does not read; false when it has gone. */
  write(bytes: Uint8Array): Promise<boolean>;
  /** To be called from the handler of the same name. */
  drain(): void;
  /** To be called when the socket has closed. */
  close(): void;
}

interface Writable {
  write(data: Uint8Array): number;
}

/** `socket.write` takes what the kernel takes and forgets the rest: this one keeps its place. */
export function createSocketWriter(
  socket: Writable,
  onSent?: (count: number) => void,
): SocketWriter {
  const bell = createBell();
  let closed = false;
  return {
    async write(bytes) {
      for (let start = 0; start < bytes.length;) {
        if (closed) return false;
        const count = socket.write(bytes.subarray(start));
        if (count < 0) return false;
        onSent?.(count);
        start += count;
        if (start < bytes.length) await bell.next();
      }
      return !closed;
    },
    drain: () => bell.ring(),
    close() {
      closed = true;
      bell.ring();
    },
  };
}
