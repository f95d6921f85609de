import type { Socket } from "bun";

/** A socket that can be spoken of before it is open. */
export interface RawSocket {
  readonly opened: Promise<unknown>;
  /** As `write` of Bun's sockets: the count that the kernel took, or -1. */
  write(bytes: Uint8Array): number;
  leave(how: "fin" | "reset"): void;
  pause(): void;
  resume(): void;
}

interface Handlers {
  data(bytes: Uint8Array): void;
  drain(): void;
  /** "fin", or the code of what broke the connection. Called once or twice: the first counts. */
  end(how: "fin" | { readonly socketError: string }): void;
}

/** Connects to the host of an http URL. `opened` rejects with the error of the socket. */
export function connectTo(url: string, handlers: Handlers): RawSocket {
  const { hostname, port } = new URL(url);
  let socket: Socket | null = null;
  const opened = Bun.connect({
    hostname,
    port: Number(port || 80),
    // Once the other side has closed its half, Bun closes ours, as real clients do.
    allowHalfOpen: false,
    socket: {
      open(open) {
        open.setNoDelay(true);
        socket = open;
      },
      data: (_socket, bytes) => handlers.data(bytes),
      drain: () => handlers.drain(),
      end: () => handlers.end("fin"),
      close(_socket, error?: Error & { code?: string }) {
        // A closing without an error carries undefined or null.
        const broken = error instanceof Error;
        handlers.end(broken ? { socketError: error.code ?? error.message } : "fin");
      },
      error(_socket, error) {
        throw error;
      },
    },
  });
  return {
    opened,
    write: (bytes) => socket?.write(bytes) ?? -1,
    leave: (how) => (how === "reset" ? socket?.terminate() : socket?.end()),
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
  };
}
