import type { Options } from "../../process/options.ts";
import { unlessTaken } from "./start-up.ts";

/**
 * The port that the workers will share; null = it is taken. A shared port would be shared with a
 * stranger too, so that it is first taken for oneself alone, and given back.
 */
export async function findPort({ host, port }: Options): Promise<number | null> {
  const probe = unlessTaken(() =>
    Bun.serve({
      hostname: host,
      port,
      reusePort: false,
      development: false,
      fetch: () => new Response(null, { status: 503 }),
    }),
  );
  if (probe === null) return null;
  const found = probe.port ?? null;
  await probe.stop(true);
  return found;
}
