import { limits } from "../../base/limits.ts";
import { failed, success, type Result } from "../../base/result.ts";

/**
 * Standard input to its end, without white space at its ends. A pipe that nobody writes to or
 * closes would look like a program that hangs, so `say` is told what is waited for.
 */
export async function readPipedText(say: (text: string) => void): Promise<Result<string, string>> {
  const hint = setTimeout(() => say("Waiting for standard input to end."), limits.keyInputHintMs);
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const piece of Bun.stdin.stream()) {
      total += piece.length;
      if (total > limits.keyInputBytes) {
        return failed(
          `Standard input holds more than ${limits.keyInputBytes} bytes, which is too much.`,
        );
      }
      pieces.push(piece);
    }
  } finally {
    clearTimeout(hint);
  }
  return success(Buffer.concat(pieces).toString().trim());
}
