/**
 * Server-sent events as texts, however their bytes were cut: for streams that are read, where
 * `split-frames.ts` is for those that are passed on. A chunk is decoded once, whatever it holds;
 * every line ends in LF then. `test/bench/convert-stream.ts` measures it.
 */
export interface TextSplitter {
  feed(chunk: Uint8Array): void;
  /** The event that has begun and not ended; "" between events. Nothing is fed after it. */
  tail(): string;
}

/** Takes a complete event, blank line included. */
export type TakeText = (event: string) => void;

const blank = "\n\n";
const more = { stream: true } as const;

export function createTextSplitter(take: TakeText): TextSplitter {
  // Half a character waits for the rest, and a byte order mark at the beginning is left out.
  const decode = createDecoder();
  /** The unfinished event in pieces: joining them for each would copy a long one again and again. */
  const pending: string[] = [];
  let endsInFeed = false;

  function hold(text: string): void {
    if (text === "") return;
    pending.push(text);
    endsInFeed = text.endsWith("\n");
  }

  /** The end of the event that has begun in earlier chunks; -1 = not in this one. */
  function endOfPending(text: string): number {
    if (endsInFeed && text.startsWith("\n")) return 1;
    const found = text.indexOf(blank);
    return found === -1 ? -1 : found + blank.length;
  }

  function takeAll(text: string): void {
    let start = 0;
    if (pending.length > 0) {
      start = endOfPending(text);
      if (start === -1) return hold(text);
      pending.push(text.slice(0, start));
      const event = pending.join("");
      pending.length = 0;
      take(event);
    }
    for (;;) {
      const found = text.indexOf(blank, start);
      if (found === -1) return hold(text.slice(start));
      take(text.slice(start, found + blank.length));
      start = found + blank.length;
    }
  }

  return {
    feed: (chunk) => takeAll(decode(chunk)),
    tail() {
      takeAll(decode(null));
      return pending.join("");
    },
  };
}

/** The text of the next chunk, with LF for every line's end; null = there is none any more. */
function createDecoder(): (chunk: Uint8Array | null) => string {
  const decoder = new TextDecoder();
  let hasReturn = false;

  /** A CR at the end of a chunk may be half of a line's end. */
  function withFeeds(text: string, isLast: boolean): string {
    const whole = hasReturn ? `\r${text}` : text;
    hasReturn = !isLast && whole.endsWith("\r");
    return (hasReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, "\n");
  }

  return (chunk) => {
    const text = chunk === null ? decoder.decode() : decoder.decode(chunk, more);
    return hasReturn || text.includes("\r") ? withFeeds(text, chunk === null) : text;
  };
}
