import type { StoreRow } from "./rows.ts";

/** What had to go so that a new row could wait. */
export interface QueueLoss {
  /** Log rows that lost their bodies. */
  readonly bodies: number;
  /** Rows lost whole, the oldest first. */
  readonly rows: number;
}

export interface WriteQueue {
  push(row: StoreRow): QueueLoss;
  /** The oldest rows, at least one when any waits; they stay until `remove`. */
  peek(mostRows: number, mostBytes: number): readonly StoreRow[];
  /** These oldest rows are being written: none of them is dropped until `remove` or another hold. */
  hold(count: number): void;
  remove(count: number): void;
  /** Every waiting row, the oldest first. */
  all(): readonly StoreRow[];
  rows(): number;
  /** Bytes of the bodies that wait. */
  bytes(): number;
}

/** First in, first out, within a number of rows and of bytes. */
export function createWriteQueue(bounds: {
  readonly mostRows: number;
  readonly mostBytes: number;
}): WriteQueue {
  let items: StoreRow[] = [];
  /** Index of the oldest waiting row; the slots before it are given back now and then. */
  let head = 0;
  /** No row before this index has a body. */
  let bodyHead = 0;
  let bytes = 0;
  let held = 0;

  function dropOldestBodies(): number {
    let dropped = 0;
    bodyHead = Math.max(bodyHead, head + held);
    for (; bytes > bounds.mostBytes && bodyHead < items.length; bodyHead += 1) {
      const row = items[bodyHead];
      if (row === undefined || bodyBytes(row) === 0) continue;
      bytes -= bodyBytes(row);
      items[bodyHead] = withoutBodies(row);
      dropped += 1;
    }
    return dropped;
  }

  /** Behind those that are held. */
  function dropOldestRows(count: number): void {
    if (held === 0) return remove(count);
    for (const row of items.splice(head + held, count)) bytes -= bodyBytes(row);
    bodyHead = Math.max(head + held, bodyHead - count);
  }

  function remove(count: number): void {
    held = 0;
    const end = Math.min(head + count, items.length);
    for (; head < end; head += 1) {
      const row = items[head];
      if (row !== undefined) bytes -= bodyBytes(row);
    }
    if (head * 2 > items.length) {
      items = items.slice(head);
      bodyHead = Math.max(0, bodyHead - head);
      head = 0;
    }
    bodyHead = Math.max(bodyHead, head);
  }

  return {
    push(row) {
      items.push(row);
      bytes += bodyBytes(row);
      const bodies = dropOldestBodies();
      const rows = Math.max(0, items.length - head - bounds.mostRows);
      if (rows > 0) dropOldestRows(rows);
      return { bodies, rows };
    },
    peek(mostRows, mostBytes) {
      let end = head;
      let sum = 0;
      for (; end < items.length && end - head < mostRows; end += 1) {
        const row = items[end];
        if (row === undefined) break;
        sum += bodyBytes(row);
        if (sum > mostBytes && end > head) break;
      }
      return items.slice(head, end);
    },
    hold(count) {
      held = count;
      // Bodies that were passed over may be dropped again.
      bodyHead = head;
    },
    remove,
    all: () => items.slice(head),
    rows: () => items.length - head,
    bytes: () => bytes,
  };
}

/** Bytes of the request and response body of a log row, and of a response that is kept. */
export function bodyBytes(row: StoreRow): number {
  if (row.table === "codegate_responses") return row.sealed?.length ?? 0;
  if (row.table !== "request_logs") return 0;
  return Buffer.byteLength(row.requestBody ?? "") + Buffer.byteLength(row.responseBody ?? "");
}

function withoutBodies(row: StoreRow): StoreRow {
  if (row.table === "codegate_responses") return { ...row, sealed: null };
  return row.table === "request_logs" ? { ...row, requestBody: null, responseBody: null } : row;
}
