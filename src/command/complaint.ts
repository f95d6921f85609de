import { failed } from "../base/result.ts";
import { exitCodes } from "./command.ts";

/** Why a command stops: a sentence, and whether the words or the world are to blame. */
export interface Complaint {
  readonly sentence: string;
  /** Exit code. */
  readonly code: number;
}

/** The words make no sense. */
export function misused(sentence: string) {
  return failed<Complaint>({ sentence, code: exitCodes.misused });
}

/** The words are right, but it cannot be done. */
export function impossible(sentence: string) {
  return failed<Complaint>({ sentence, code: exitCodes.failed });
}
