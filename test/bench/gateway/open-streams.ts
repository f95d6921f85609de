/** A crowd of clients whose streams have begun and go on. */
import { createFlow } from "./flow.ts";

export interface Crowd {
  readonly url: string;
  readonly request: Uint8Array;
  readonly count: number;
}

/** Resolves when every stream has brought its first bytes, to how all of them leave. */
export async function openStreams({ url, request, count }: Crowd): Promise<() => void> {
  const { hostname, port } = new URL(url);
  const open = await Promise.all(
    Array.from({ length: count }, async () => {
      const begun = Promise.withResolvers<void>();
      const socket = await Bun.connect({
        hostname,
        port: Number(port),
        socket: { data: () => begun.resolve(), close: () => begun.resolve() },
      });
      createFlow(socket).write(request);
      await begun.promise;
      return socket;
    }),
  );
  return () => open.forEach((socket) => socket.terminate());
}
