/** The finished response in an answer of Responses, as its client gets it. */
import { limits } from "../base/limits.ts";
import { readString } from "../read/json-values.ts";
import { scanObject } from "../read/scan-object.ts";
import { dataText } from "../stream/read-frame.ts";

export interface FinishedResponse {
  readonly id: string;
  /** JSON text. */
  readonly text: string;
}

const names: ReadonlySet<string> = new Set(["id", "status", "type", "response"]);
/** Cut short by a limit is finished too: its client may go on from there. */
const finished: ReadonlySet<string> = new Set(["completed", "incomplete"]);

/** Null = it did not come to an end of its own. */
export function finishedInBody(bytes: Uint8Array): FinishedResponse | null {
  const scanned = scanObject(bytes, names, { depth: limits.jsonDepth });
  if (!scanned.ok) return null;
  const { fields } = scanned.value;
  const read = (name: string): string | null => {
    const field = fields.last(name);
    return field === undefined ? null : readString(bytes, field.value);
  };
  const id = read("id");
  if (id === null || !finished.has(read("status") ?? "")) return null;
  return { id, text: Buffer.from(bytes).toString("utf8") };
}

const endings = ["response.completed", "response.incomplete"].map((text) => Buffer.from(text));

/** Null = the event ends no response. */
export function finishedInEvent(frame: Uint8Array): FinishedResponse | null {
  const view = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (!endings.some((ending) => view.includes(ending))) return null;
  const data = Buffer.from(dataText(frame) ?? "", "utf8");
  const scanned = scanObject(data, names, { depth: limits.jsonDepth });
  const response = scanned.ok ? scanned.value.fields.last("response") : undefined;
  if (response?.kind !== "object") return null;
  return finishedInBody(data.subarray(response.value.start, response.value.end));
}
