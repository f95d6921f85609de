/** An HTTP server that keeps connections, and may let those die which have been used before. */

export interface KeepingServer {
  readonly url: string;
  /** Connections so far. */
  connections(): number;
  /** What becomes of a request on a connection that had one before. */
  used: "good" | "reset" | "silent";
  stop(): void;
}

const waitMs = 20;

/** Each request is answered with that JSON after 20 ms. */
export function startKeepingServer(answer: unknown): KeepingServer {
  let opened = 0;
  const body = JSON.stringify(answer);
  const bytes =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const listener = Bun.listen<{ requests: number }>({
    hostname: "127.0.0.1",
    port: 0,
    data: { requests: 0 },
    socket: {
      open(socket) {
        opened++;
        socket.data = { requests: 0 };
      },
      data(socket, part) {
        if (!part.toString("latin1").startsWith("POST ")) return;
        const isUsed = socket.data.requests++ > 0;
        if (isUsed && server.used === "reset") socket.terminate();
        else if (!isUsed || server.used === "good") setTimeout(() => socket.write(bytes), waitMs);
      },
    },
  });
  const server: KeepingServer = {
    url: `http://127.0.0.1:${listener.port}`,
    connections: () => opened,
    used: "good",
    stop: () => listener.stop(true),
  };
  return server;
}
