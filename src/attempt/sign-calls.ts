/**
 * Gemini from 3 on refuses a conversation whose tool calls have no signature: those of another
 * model, and those of clients that keep only the fields they know. The first call of an answer then
 * gets Google's own word for that.
 */
import { elementsOf, walkObjects } from "../affinity/walk-array.ts";
import { extraContent, unsigned } from "../chat/call-signatures.ts";
import { findCapabilities } from "../provider/capabilities.ts";
import { scanObjectAt } from "../read/json-values.ts";
import { lastField, type ModelRequest } from "../read/read-request.ts";
import { openBrace } from "../read/skip-value.ts";
import type { Splice } from "../read/splice.ts";
import type { Candidate } from "../route/candidate.ts";
import type { Mutation } from "./outgoing.ts";

const name = "tool_calls.extra_content";
const inMessage: ReadonlySet<string> = new Set(["tool_calls"]);
const inCall: ReadonlySet<string> = new Set(["extra_content"]);

export function signCalls(request: ModelRequest, { provider, model }: Candidate): Mutation | null {
  if (request.operation !== "chat") return null;
  const isDemanded = findCapabilities(provider.id, model).callSignatures === "demanded";
  const messages = lastField(request.scan, "messages");
  if (!isDemanded || messages?.kind !== "array") return null;
  const { bytes } = request;
  const splices: Splice[] = [];
  walkObjects(bytes, messages.value, inMessage, ({ fields }) => {
    const calls = fields.last("tool_calls");
    const first = calls?.kind === "array" ? elementsOf(bytes, calls.value)[0] : undefined;
    if (first === undefined || bytes[first.start] !== openBrace) return true;
    const call = scanObjectAt(bytes, first, inCall);
    if (!call.fields.has("extra_content") && !call.isEmpty) {
      splices.push({ start: call.close, end: call.close, text: `,${signature}` });
    }
    return true;
  });
  return { name, splices };
}

const signature = JSON.stringify(extraContent(unsigned)).slice(1, -1);
