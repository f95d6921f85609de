import { failed, success, type Result } from "../base/result.ts";

/** Runs file operations; what the system refuses ("EACCES", "ENOENT", ...) is a value. */
export function tryFile<Value>(work: () => Value): Result<Value, string> {
  try {
    return success(work());
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") {
      throw error;
    }
    return failed(error.code);
  }
}
