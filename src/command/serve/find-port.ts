import { success, type Result } from "../../base/result.ts";
import type { Options } from "../../process/options.ts";
import { openDoor } from "./open-door.ts";

/**
 * The port that the workers will share. A shared port would be shared with a stranger too, so that
 * it is first taken for oneself alone, and given back.
 */
export async function findPort(options: Options): Promise<Result<number, string>> {
  const probe = openDoor(options, () =>
    Bun.serve({
      hostname: options.host,
      port: options.port,
      reusePort: false,
      development: false,
      fetch: () => new Response(null, { status: 503 }),
    }),
  );
  if (!probe.ok) return probe;
  const port = probe.value.port ?? options.port;
  await probe.value.stop(true);
  return success(port);
}
