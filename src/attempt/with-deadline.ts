import { clearDeadline, setDeadline } from "../base/deadline.ts";
import { failed, success, type Result } from "../base/result.ts";
import { connectionCode } from "./abandoned.ts";
import type { Trouble } from "./trouble.ts";

export interface DeadlineInput<Value> {
  readonly deadlineMs: number;
  /** Called when time is up; has to make `work` fail. */
  readonly expire: () => void;
  readonly work: () => Promise<Value>;
}

/** Waits for a call's response headers. */
export async function withDeadline<Value>({
  deadlineMs,
  expire,
  work,
}: DeadlineInput<Value>): Promise<Result<Value, Trouble>> {
  let isLate = false;
  const deadline = setDeadline(deadlineMs, () => {
    isLate = true;
    expire();
  });
  try {
    return success(await work());
  } catch (error) {
    if (isLate) return failed({ kind: "timeout", stage: "headers" });
    return failed({ kind: "connection", code: connectionCode(error) });
  } finally {
    clearDeadline(deadline);
  }
}
