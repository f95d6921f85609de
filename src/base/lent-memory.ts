/**
 * The memory of large bodies, given back as soon as nobody needs it. Left to the collector some 25
 * MB of them lie about, and each new one is written where the processor has long been elsewhere, or
 * where the system has to find memory first: of 1 MB that is about a tenth of all that a request costs.
 */
import { limits } from "./limits.ts";

interface Loan {
  /** How many need it beyond the answer to the request. */
  holders: number;
  isOver: boolean;
}

/** By memory and not by array: others may look at the same memory. */
const loans = new WeakMap<ArrayBufferLike, Loan>();

/** Whoever needs bytes of a request beyond its answer holds them. Returns how to let go, once. */
export function hold(bytes: Uint8Array): () => void {
  const memory = bytes.buffer;
  const loan = loans.get(memory) ?? { holders: 0, isOver: false };
  loans.set(memory, loan);
  loan.holders++;
  return () => {
    loan.holders--;
    if (loan.isOver && loan.holders === 0) free(bytes);
  };
}

/** The request that they are of is answered: they are empty from now on, or when nobody holds them. */
export function giveBack(bytes: Uint8Array): void {
  const loan = loans.get(bytes.buffer);
  if (loan === undefined || loan.holders === 0) free(bytes);
  else loan.isOver = true;
}

function free({ buffer: memory, length }: Uint8Array): void {
  // Small ones may be parts of memory that others have other parts of, and are no burden.
  const isWhole = memory instanceof ArrayBuffer && memory.byteLength === length;
  if (isWhole && length >= limits.givenBackBytes) memory.transfer(0);
}
