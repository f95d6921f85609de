/**
 * The text level of the guardrails in small: what stands between << and >> is a secret. Tokens look
 * like the real ones, so that the walk and the way back are tested without the detectors.
 */
import type { TextRestorer } from "../../src/guard/restore/text-restorer.ts";
import { escapeText } from "../../src/guard/escape-text.ts";
import {
  createMaskMemory,
  type MaskMemory,
  type ScopeName,
} from "../../src/guard/walk/mask-memory.ts";
import type { TextMasker, TextReplacement } from "../../src/guard/walk/text-masker.ts";

const secret = /<<[^<>]*>>/g;
const token = /CG_[A-Z]{2,8}_[0-9a-hjkmnp-tv-z]{14}/g;
const tail = /C(?:G(?:_(?:[A-Z]{0,8}|[A-Z]{2,8}_[0-9a-hjkmnp-tv-z]{0,13}))?)?$/;

export interface Guard {
  readonly masker: TextMasker;
  readonly restorer: TextRestorer;
  /** Every text that was looked at, with the property name that came with it. */
  readonly seen: { readonly text: string; readonly name: string | null }[];
  readonly originals: ReadonlyMap<string, string>;
}

export interface GuardOptions {
  readonly pattern?: RegExp;
  readonly action?: "mask" | "block" | "report";
  /** Part of every token: rules or keys that differ. */
  readonly salt?: string;
}

export function makeGuard(options: GuardOptions = {}): Guard {
  const { pattern = secret, action = "mask", salt = "" } = options;
  const originals = new Map<string, string>();
  const seen: Guard["seen"][number][] = [];
  const masker: TextMasker = {
    decide(text, name) {
      seen.push({ text, name });
      const found = Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
        start: index,
        end: index + match.length,
        match,
      }));
      const findings = found.map(({ start, end }) => {
        const label = "MARK";
        return { start, end, detector: "marked", label, action, reason: "between brackets" };
      });
      const replacements = found.map(({ start, end, match }): TextReplacement => {
        return { start, end, token: tokenFor(match, salt) };
      });
      return { findings, replacements: action === "report" ? [] : replacements };
    },
    remember: (name, original) => void originals.set(name, original),
  };
  return { masker, restorer: restorerOf(originals), seen, originals };
}

export function restorerOf(originals: ReadonlyMap<string, string>): TextRestorer {
  return {
    marker: "CG_",
    restore: (text, depth) =>
      text.replaceAll(token, (name) => {
        const original = originals.get(name);
        return original === undefined ? name : escapeText(original, depth);
      }),
    openTail: (text) => tail.exec(text)?.index ?? text.length,
  };
}

export function tokenFor(original: string, salt = ""): string {
  const digest = BigInt.asUintN(64, Bun.hash.xxHash3(`${salt}${original}`));
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  const body = Array.from({ length: 14 }, (_, place) => {
    const bits = Number((digest >> BigInt(place * 4)) & 31n);
    return letters[bits] ?? "";
  });
  return `CG_MARK_${body.join("")}`;
}

/** A conversation of one tenant. */
export function conversation(name: string): ScopeName {
  return { tenant: "", conversation: name, rulesVersion: "1" };
}

export function makeMemory(bytes = 1_000_000): MaskMemory {
  return createMaskMemory({ budgetBytes: bytes, scopeBytes: bytes, seeds: [1n, 2n] });
}
