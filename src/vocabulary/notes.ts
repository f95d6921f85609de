/** What is written down while a request is converted: what gets lost, and what makes it impossible. */
import type { Loss } from "./loss.ts";

export interface Notes {
  /** Something that the other dialect cannot say. The same loss counts once. */
  readonly lose: (path: string, reason: string) => void;
  /** Something without which the request would mean something else; the first one counts. */
  readonly refuse: (message: string) => void;
  readonly losses: () => readonly Loss[];
  readonly refusal: () => string | null;
}

export function createNotes(): Notes {
  const losses = new Map<string, Loss>();
  let refusal: string | null = null;
  return {
    lose(path, reason) {
      const key = `${path}\n${reason}`;
      if (!losses.has(key)) losses.set(key, { path, reason });
    },
    refuse(message) {
      refusal ??= message;
    },
    losses: () => [...losses.values()],
    refusal: () => refusal,
  };
}
