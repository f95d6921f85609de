/** The checker's rules for what providers accept, which lie beside the repository. */
import { existsSync } from "node:fs";
import { join } from "node:path";

interface Verdict {
  /** What would be answered with 400. */
  readonly must: string[];
  readonly should: string[];
}

export interface RequestCase {
  readonly id: string;
  readonly dir: string;
  readonly model?: string;
  readonly body: unknown;
  readonly stream?: boolean;
  readonly may4xx?: boolean;
  readonly check?: (body: unknown, context: unknown) => void;
}

export interface RequestRules {
  readonly validateAnthropic: (body: unknown, options?: { newModel?: boolean }) => Verdict;
  readonly validateOpenAI: (
    body: unknown,
    options?: { reasoning?: boolean; compatible?: boolean },
  ) => Verdict;
  readonly cases: readonly RequestCase[];
}

const folder = join(import.meta.dir, "../../../shared/wire/check");

/** Null, with a warning, when they are not there. */
export async function requestRules(): Promise<RequestRules | null> {
  if (!existsSync(folder)) {
    console.warn(`skipped: no checker in ${folder}`);
    return null;
  }
  const rules = (await import(join(folder, "lib/reqval.ts"))) as Omit<RequestRules, "cases">;
  const { cases } = (await import(join(folder, "cases/requests.ts"))) as {
    readonly cases: readonly RequestCase[];
  };
  return { ...rules, cases };
}
