/**
 * What answers cost, multiplied outside of the program: tokens and dollars per million of each kind as we
 * know them, fees in dollars, and their sum. Recorded answers are found by the beginning of
 * their name; made ones are usages that no recording has, as their providers would write them.
 */
import type { Dialect } from "../../src/base/dialect.ts";
import madeFile from "./made-bills.json" with { type: "json" };
import publishedFile from "./published-rates.json" with { type: "json" };
import recordedFile from "./recorded-bills.json" with { type: "json" };

export interface HandBill {
  /** The account's provider. */
  readonly provider: string;
  /** Tokens, and dollars per million. */
  readonly lines: readonly (readonly number[])[];
  /** Calls of tools, or all of it where the provider states its own bill. */
  readonly fees: number;
  readonly dollars: number;
}

export interface RecordedBill extends HandBill {
  readonly name: string;
  /** A part of it is told by nobody: the time of a container. */
  readonly isLeast?: boolean;
  /** The lines of the model that served; further ones are of others. Left out: all. */
  readonly ownLines?: number;
}

/** What vendors, or others in their words, publish: not our own table. */
export interface PublishedRates {
  readonly source: string;
  /** The day on which it was read there. */
  readonly read: string;
  readonly provider: string;
  /** By the model's name as its provider tells it. */
  readonly rates: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface MadeBill extends HandBill {
  readonly title: string;
  readonly dialect: Dialect;
  readonly model: string;
  readonly usage: Readonly<Record<string, unknown>>;
  readonly serviceTier: string | null;
  /** Output items of a Responses answer. */
  readonly items: readonly object[];
}

export const publishedRates: readonly PublishedRates[] = publishedFile;
export const recordedBills: readonly RecordedBill[] = recordedFile;
export const madeBills = madeFile as readonly MadeBill[];
