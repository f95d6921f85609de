import { bufferOf } from "../base/buffers.ts";
import { clearDeadline, setDeadline } from "../base/deadline.ts";
import { limits } from "../base/limits.ts";
import { failed, success, type Result } from "../base/result.ts";
import { connectionCode } from "./abandoned.ts";
import type { Trouble } from "./trouble.ts";

export interface ReadAllInput {
  /** Null = there is no body, or it has ended. */
  readonly reader: ReadableStreamDefaultReader<Uint8Array> | null;
  readonly limitBytes: number;
  readonly idleTimeoutMs: number;
  readonly abort: (reason: string) => void;
}

/** The whole body, unless it is too large, breaks off or falls silent. */
export async function readAll(input: ReadAllInput): Promise<Result<Uint8Array, Trouble>> {
  const { reader, limitBytes, idleTimeoutMs, abort } = input;
  if (reader === null) return success(new Uint8Array());
  const parts: Uint8Array[] = [];
  let total = 0;
  let isSilent = false;
  const silence = () => {
    isSilent = true;
    abort("the answer fell silent");
  };
  let timer = setTimeout(silence, idleTimeoutMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return success(joined(parts));
      total += value.length;
      if (total > limitBytes) {
        abort("the answer is too large");
        return failed(tooLarge(limitBytes));
      }
      parts.push(value);
      clearTimeout(timer);
      timer = setTimeout(silence, idleTimeoutMs);
    }
  } catch (error) {
    return failed(isSilent ? { kind: "timeout", stage: "answer" } : cut(error));
  } finally {
    clearTimeout(timer);
  }
}

type Read = Result<Uint8Array, Trouble>;

export interface ReadWholeInput extends Omit<ReadAllInput, "reader"> {
  readonly response: Response;
}

/** The same for a response that nobody reads yet. */
export function readWhole(input: ReadWholeInput): Read | Promise<Read> {
  const { response, limitBytes, idleTimeoutMs, abort } = input;
  if (!isSmall(response.headers)) {
    const reader = response.body?.getReader() ?? null;
    return readAll({ reader, limitBytes, idleTimeoutMs, abort });
  }
  const reading = response.bytes();
  // Fast path: a short answer has come together with its headers.
  const come = Bun.peek(reading);
  return come instanceof Uint8Array ? success(bufferOf(come)) : readAtOnce(reading, input);
}

/** A coding declares the length before decompression, which says nothing of what will come. */
function isSmall(headers: Headers): boolean {
  const declared = Number(headers.get("content-length") ?? Number.NaN);
  return declared <= limits.readAtOnceBytes && !headers.has("content-encoding");
}

/** One native read costs a fraction of a stream's reader. Its silence is the wait for its end. */
async function readAtOnce(
  reading: Promise<Uint8Array>,
  { idleTimeoutMs, abort }: ReadWholeInput,
): Promise<Read> {
  let isSilent = false;
  const deadline = setDeadline(idleTimeoutMs, () => {
    isSilent = true;
    abort("the answer fell silent");
  });
  try {
    return success(bufferOf(await reading));
  } catch (error) {
    return failed(isSilent ? { kind: "timeout", stage: "answer" } : cut(error));
  } finally {
    clearDeadline(deadline);
  }
}

function cut(error: unknown): Trouble {
  const message = `broke off in the middle of its answer (${connectionCode(error)})`;
  return { kind: "broken", detail: "cut", message };
}

/** One part, the usual case for small answers, needs no copy. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function tooLarge(limitBytes: number): Trouble {
  const message = `sent an answer larger than ${limitBytes} bytes`;
  return { kind: "broken", detail: "too large", message };
}
