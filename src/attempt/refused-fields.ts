/**
 * Fields that a provider has refused by name. They are left out, and the request is sent once more;
 * for a day the next ones go without them from the start.
 */
import { jsonOr } from "../base/json-or.ts";
import { limits } from "../base/limits.ts";
import { fieldNamedBy400 } from "../provider/refused-field.ts";
import { dropField } from "../read/drop-field.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Gone, Trouble } from "./trouble.ts";

export interface RefusedFields {
  /** The call without what its provider is known to refuse. */
  without(candidate: Candidate, outgoing: Outgoing): Outgoing;
  /** The call without the field that this answer names; null = it names none that could go. */
  mend(candidate: Candidate, outgoing: Outgoing, trouble: Trouble | Gone): Outgoing | null;
}

export function createRefusedFields(now: () => number): RefusedFields {
  /** Until when a path is left out, by model and address. */
  const known = new Map<string, Map<string, number>>();

  function note(key: string, path: string): void {
    if (known.size >= limits.refusedFieldsKept) known.clear();
    const paths = known.get(key) ?? new Map<string, number>();
    paths.set(path, now() + limits.refusedFieldMs);
    known.set(key, paths);
  }

  return {
    without(candidate, outgoing) {
      if (known.size === 0) return outgoing;
      const paths = [...(known.get(keyOf(candidate, outgoing)) ?? [])];
      const current = paths.filter(([, until]) => until > now());
      return current.reduce((kept, [path]) => drop(kept, path) ?? kept, outgoing);
    },
    mend(candidate, outgoing, trouble) {
      if (trouble.kind !== "refused" || trouble.answer.kind !== "whole") return null;
      if (outgoing.crossing === null && isVendor(candidate)) return null;
      const path = fieldNamedBy400(
        trouble.status,
        jsonOr(new TextDecoder().decode(trouble.answer.bytes), null),
      );
      const mended = path === null ? null : drop(outgoing, path);
      if (path !== null && mended !== null) note(keyOf(candidate, outgoing), path);
      return mended;
    },
  };
}

/** Whose own dialect it is knows its fields: its clients wrote them, and understand its refusals. */
function isVendor({ provider }: Candidate): boolean {
  return vendors.has(provider.id);
}

const vendors: ReadonlySet<string> = new Set(["anthropic", "openai", "openai_sub"]);

function keyOf({ resting, model }: Candidate, { dialect }: Outgoing): string {
  return JSON.stringify([resting.provider, dialect, model]);
}

function drop(outgoing: Outgoing, path: string): Outgoing | null {
  const body = dropField(outgoing.body, path);
  if (body === null) return null;
  const { crossing, mutations, losses } = outgoing;
  return crossing === null
    ? { ...outgoing, body, mutations: [...mutations, path] }
    : { ...outgoing, body, losses: [...losses, { path, reason: "refused by the provider" }] };
}
