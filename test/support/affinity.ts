import { conversationFields, conversationKey } from "../../src/affinity/conversation-key.ts";
import type { ConversationKey } from "../../src/affinity/conversation-key.ts";
import { thinkingFields } from "../../src/affinity/thinking.ts";
import { limits } from "../../src/base/limits.ts";
import { scanObject, type ObjectScan } from "../../src/read/scan-object.ts";

const names: ReadonlySet<string> = new Set([...conversationFields, ...thinkingFields]);

export function toBytes(body: unknown, indent?: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(body, null, indent));
}

/** Scans a body as a request's is: throws when it would be refused. */
export function scanBody(bytes: Uint8Array): ObjectScan {
  const scanned = scanObject(bytes, names, { depth: limits.jsonDepth });
  if (!scanned.ok) throw new Error(scanned.failure.message);
  return scanned.value;
}

export interface AskedKey {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly model?: string;
  readonly callerId?: string;
  readonly indent?: number;
}

/** The key of a request, by default a local caller's for Claude Sonnet. */
export function keyOf({
  body = {},
  headers = {},
  model = "claude-sonnet-4-5",
  callerId = "local",
  indent,
}: AskedKey): ConversationKey | null {
  const bytes = toBytes(body, indent);
  return conversationKey({
    headers: new Headers(headers),
    bytes,
    scan: scanBody(bytes),
    model,
    callerId,
  });
}
