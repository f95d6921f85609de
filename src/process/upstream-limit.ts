/** Bun's limit on upstream calls at once, streams included. */

const limitName = "BUN_CONFIG_MAX_HTTP_REQUESTS";
const bunDefault = 256;
const bunHighest = 65_535;

/**
 * Bun reads its fetch limit from the environment before any script runs, and the 257th call would
 * wait in silence, so the only way to raise it from inside is to replace this process in place.
 */
export function raiseUpstreamLimit(): void {
  if (process.env[limitName] !== undefined) return;
  // Not there on Windows; /health then shows the limit that is left.
  if (process.execve === undefined) return;
  const userArguments = process.argv.slice(Bun.isStandaloneExecutable ? 2 : 1);
  const executable = process.execPath;
  process.execve(executable, [executable, ...process.execArgv, ...userArguments], {
    ...process.env,
    [limitName]: String(bunHighest),
  });
}

/** The limit that this process runs with. */
export function upstreamLimit(): number {
  const set = Number(process.env[limitName]);
  return Number.isInteger(set) && set > 0 ? Math.min(set, bunHighest) : bunDefault;
}
