/**
 * A note on disk for each refresh, beside the database. Providers change the refresh token at each
 * use, so that an answer that is lost is a grant that is lost. The note is made before the call
 * (a full disk is found out then) and gets the sealed answer before anything else happens to it:
 * no lock of the database is waited for in between. Whoever comes next finishes what it says.
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Result } from "../base/result.ts";
import { tryFile } from "../store/file-failure.ts";
import type { SealedTokens } from "../store/sealed-tokens.ts";
import { fieldsOf } from "../base/json-fields.ts";
import { parseFields, textOf } from "./json-text.ts";

/** Which refresh: of which account, with which refresh token. */
export interface Intent {
  readonly accountId: string;
  /** SHA-256 of the refresh token that is sent. */
  readonly usedDigest: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Note extends Intent {
  /** Null = no answer came, or it was lost. */
  readonly answer: SealedTokens | null;
}

export interface OpenNote {
  /** On disk when this returns. The failure is the system's error name. */
  answer(tokens: SealedTokens): Result<void, string>;
  /** The answer was an error: there is nothing to remember. */
  drop(): void;
}

export interface GrantJournal {
  /** On disk when this returns. The failure is the system's error name. */
  begin(intent: Intent): Result<OpenNote, string>;
  /** Every note that can be read. */
  notes(): readonly Note[];
  /** Removes the notes of an account that are about this refresh token. */
  clear(accountId: string, usedDigest: string): void;
}

const prefix = "codegate-grant-";

export function openGrantJournal(dataDirectory: string): GrantJournal {
  return {
    begin(intent) {
      const path = join(dataDirectory, `${prefix}${crypto.randomUUID()}.jsonl`);
      return tryFile(() => {
        append(path, intent, "ax");
        syncDirectory(dataDirectory);
        return {
          answer: (tokens) => tryFile(() => append(path, tokens, "a")),
          drop: () => remove(path),
        };
      });
    },
    notes: () => readNotes(dataDirectory).map(({ note }) => note),
    clear(accountId, usedDigest) {
      for (const { path, note } of readNotes(dataDirectory)) {
        if (note.accountId === accountId && note.usedDigest === usedDigest) remove(path);
      }
    },
  };
}

function append(path: string, value: unknown, flags: "a" | "ax"): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, `${JSON.stringify(value)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without it a power cut can forget the name of a file whose bytes are safe. */
function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Somebody else may have been faster. */
function remove(path: string): void {
  tryFile(() => unlinkSync(path));
}

function readNotes(dataDirectory: string): readonly { path: string; note: Note }[] {
  const names = tryFile(() => readdirSync(dataDirectory));
  if (!names.ok) return [];
  return names.value
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const path = join(dataDirectory, name);
      const text = tryFile(() => readFileSync(path, "utf8"));
      const note = text.ok ? parseNote(text.value) : null;
      return note === null ? [] : [{ path, note }];
    });
}

/** A last line that was cut off was not on disk when its writer went on, so nothing followed from it. */
export function parseNote(text: string): Note | null {
  const [first = "", second = ""] = text.split("\n");
  const intent = parseFields(first);
  const accountId = textOf(intent["accountId"]);
  const usedDigest = textOf(intent["usedDigest"]);
  const { at } = intent;
  if (accountId === null || usedDigest === null || typeof at !== "number") return null;
  return { accountId, usedDigest, at, answer: parseAnswer(second) };
}

function parseAnswer(line: string): SealedTokens | null {
  const fields = fieldsOf(parseFields(line));
  const apiKeyEnc = textOf(fields["apiKeyEnc"]);
  const { expiresAt } = fields;
  if (apiKeyEnc === null || typeof expiresAt !== "number") return null;
  return { apiKeyEnc, refreshTokenEnc: textOf(fields["refreshTokenEnc"]), expiresAt };
}
