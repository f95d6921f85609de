import type { Citation, Part } from "../vocabulary/part.ts";

/** The status of an item whose response has ended well, or not. */
export type ItemStatus = "completed" | "incomplete";

/** Sends one event: its type, and its fields as JSON without the braces. */
export type Send = (type: string, fields: string) => void;

/** One output item on its way. */
export interface ItemWriter {
  /** Whether the part belongs to this item (several texts make one message). */
  continues(part: Part): boolean;
  delta(text: string): void;
  signature(signature: string): void;
  encrypted(encrypted: string): void;
  citation(citation: Citation): void;
  /** The part has ended; the item may go on with another. */
  endPart(): void;
  /** Sends the end of the item, and returns it as it stands in the response. */
  close(status: ItemStatus): object;
}

export interface ItemPlace {
  readonly outputIndex: number;
  readonly newId: () => string;
  readonly send: Send;
}

/** Fields that all events inside an item have. */
export function placeFields(itemId: string, outputIndex: number): string {
  return `"item_id":${JSON.stringify(itemId)},"output_index":${outputIndex}`;
}

export function itemFields(outputIndex: number, item: object): string {
  return `"output_index":${outputIndex},"item":${JSON.stringify(item)}`;
}

export const nothing = (): void => undefined;
