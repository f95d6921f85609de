import type { Span } from "../../read/parse-span.ts";
import { scanObjectAt } from "../../read/json-values.ts";
import { lastField } from "../../read/read-request.ts";
import type { ObjectScan } from "../../read/scan-object.ts";
import { openBrace } from "../../read/skip-value.ts";
import { stringField } from "../string-field.ts";
import { walkObjects } from "../walk-array.ts";

const messageNames: ReadonlySet<string> = new Set(["role", "content"]);
const typeName: ReadonlySet<string> = new Set(["type"]);

/**
 * Index of the user message that began the turn which the user's last message continues with
 * results of tools; -1 when none did. The number of messages when no turn is open.
 */
export function findLoopStart(bytes: Uint8Array, messages: readonly Span[]): number {
  let isOpen = false;
  for (let index = messages.length - 1; index >= 0; index--) {
    const span = messages[index];
    if (span === undefined || bytes[span.start] !== openBrace) continue;
    const message = scanObjectAt(bytes, span, messageNames);
    if (stringField(bytes, message, "role") !== "user") continue;
    if (!holdsResult(bytes, message)) return isOpen ? index : messages.length;
    isOpen = true;
  }
  return isOpen ? -1 : messages.length;
}

function holdsResult(bytes: Uint8Array, message: ObjectScan): boolean {
  const content = lastField(message, "content");
  if (content?.kind !== "array") return false;
  let found = false;
  walkObjects(bytes, content.value, typeName, (block) => {
    found = stringField(bytes, block, "type") === "tool_result";
    return !found;
  });
  return found;
}
