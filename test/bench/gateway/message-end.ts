/** Where an HTTP/1.1 message ends, found with as little work as possible. */

export interface MessageEnd {
  /** True when the message is complete. The other side sends nothing before it is answered. */
  push(bytes: Uint8Array): boolean;
  /** The first line: "POST /v1/messages HTTP/1.1" or "HTTP/1.1 200 OK". */
  startLine(): string;
  /** What came up to now, as far as it was kept: the head, and bytes that came with it. */
  text(): string;
  reset(): void;
}

const terminator = "0\r\n\r\n";
/** What is looked at of a first read: heads are shorter. */
const headBytes = 16_384;

export function createMessageEnd(): MessageEnd {
  let head = "";
  let isInBody = false;
  /** Bytes to come; null = chunked. */
  let left: number | null = 0;
  let tail = "";

  function takeHead(bytes: Uint8Array): number {
    const before = head.length;
    head += latin1(bytes.subarray(0, headBytes));
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return -1;
    isInBody = true;
    const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end))?.[1];
    const isChunked = /\r\ntransfer-encoding: *chunked/i.test(head.slice(0, end));
    left = isChunked ? null : Number(length ?? 0);
    return end + 4 - before;
  }

  return {
    push(bytes) {
      let body = bytes;
      if (!isInBody) {
        const start = takeHead(bytes);
        if (start < 0) return false;
        body = bytes.subarray(start);
      }
      if (left !== null) {
        left -= body.length;
        return left <= 0;
      }
      tail = (tail + latin1(body.subarray(-terminator.length))).slice(-terminator.length);
      return tail === terminator;
    },
    startLine: () => head.slice(0, head.indexOf("\r\n")),
    text: () => head,
    reset() {
      head = "";
      tail = "";
      isInBody = false;
    },
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
