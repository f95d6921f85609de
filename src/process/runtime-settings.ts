/** Settings of Bun that it reads from the environment before any script runs. */

const limitName = "BUN_CONFIG_MAX_HTTP_REQUESTS";
const bunDefault = 256;
const bunHighest = 65_535;

const settings: Readonly<Record<string, string>> = {
  /** Upstream calls at once, streams included: the 257th would wait in silence. */
  [limitName]: String(bunHighest),
  /**
   * Runs of a function, times some 15, or turns of its loops, before Bun's last compiler takes it;
   * Bun's own is 64,000. Here that is 350 functions between the 4,000th and the 15,000th request,
   * 4 s of a processor, for requests that cost a sixth less afterwards: what few gateways live to
   * see, and all wait for. Loops over long texts are compiled soon all the same.
   */
  BUN_JSC_thresholdForFTLOptimizeAfterWarmUp: "1000000",
  /** Size of a function that it puts into its callers; Bun's own is 170, for twice the work. */
  BUN_JSC_maximumFunctionForCallInlineCandidateBytecodeCostForFTL: "60",
};

/**
 * Replaces this process in place, the only way to set them from inside. Whoever has set the limit
 * has chosen his own settings.
 */
export function applyRuntimeSettings(): void {
  if (process.env[limitName] !== undefined) return;
  // Not there on Windows; /health then shows the limit that is left.
  if (process.execve === undefined) return;
  const userArguments = process.argv.slice(Bun.isStandaloneExecutable ? 2 : 1);
  const executable = process.execPath;
  process.execve(executable, [executable, ...process.execArgv, ...userArguments], {
    ...settings,
    ...process.env,
  });
}

/** The limit on upstream calls that this process runs with. */
export function upstreamLimit(): number {
  const set = Number(process.env[limitName]);
  return Number.isInteger(set) && set > 0 ? Math.min(set, bunHighest) : bunDefault;
}
