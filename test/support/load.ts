const megabyte = 1_024 * 1_024;

/** Memory of this process after a collection, megabytes. */
export function residentMegabytes(): number {
  Bun.gc(true);
  return process.memoryUsage.rss() / megabyte;
}

export interface DelaySampler {
  /** Ends the sampling. The longest time that the event loop was late, milliseconds. */
  stop(): number;
}

/** How often the event loop is asked, milliseconds: shorter blockings than this may be missed. */
const sampleEveryMs = 2;

/** Watches how long the event loop is kept from running a timer that is due. */
export function sampleEventLoopDelay(): DelaySampler {
  let longest = 0;
  let due = performance.now() + sampleEveryMs;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - due);
    due = now + sampleEveryMs;
  };
  const timer = setInterval(look, sampleEveryMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}
