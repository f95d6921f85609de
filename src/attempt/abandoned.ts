/** The reason of every abort that the gateway itself causes, so that it can be told from faults. */
export class Abandoned extends Error {
  override readonly name = "Abandoned";
}

/**
 * The code of a failed fetch or read: Bun gives its connection errors a string `code`; an abort
 * arrives as our own reason. Anything else is a mistake of ours and surfaces.
 */
export function connectionCode(error: unknown): string {
  if (error instanceof Abandoned) return error.name;
  if (!(error instanceof Error)) throw error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  if (error.name === "AbortError" || error.name === "TimeoutError") return error.name;
  throw error;
}
