/** One kept request: what is needed to find it again, and where its two bodies stand. */
import type { Dialect } from "../base/dialect.ts";
import type { StoredBody } from "./describe-body.ts";

/** Facts of a request whose bodies are kept. */
export interface KeptFacts {
  /** The id that the client was told (`x-codegate-request-id`), also that of the log's row. */
  readonly id: string;
  /** When the request came, milliseconds since the epoch. */
  readonly at: number;
  readonly tenantId: string | null;
  /** Of the two bodies: the provider's; without a provider the client's. */
  readonly dialect: Dialect;
  /** The model as the client named it, and as the provider was asked for it. */
  readonly model: string;
  readonly routedModel: string | null;
  readonly account: string | null;
  /** What the client was told. */
  readonly status: number;
  readonly isStream: boolean;
}

/** A record as it stands in a file. Its number is its place among the records of the file. */
export interface KeptRecord extends KeptFacts {
  readonly request: StoredBody;
  /** Null when there was none, or none that could be kept. */
  readonly response: StoredBody | null;
}

/** Short names: there are millions of records. */
export function formatRecord(record: KeptRecord): string {
  const { id, at, tenantId, dialect, model, routedModel, account, status, isStream } = record;
  const { request, response } = record;
  const facts = [id, at, tenantId, dialect, model, routedModel, account, status, isStream ? 1 : 0];
  return `${JSON.stringify([...facts, formatBody(request), response && formatBody(response)])}\n`;
}

function formatBody({ length, ranges, base }: StoredBody): readonly unknown[] {
  return base === null ? [length, ranges] : [length, ranges, base.record, base.start, base.end];
}

/** Of a line that `formatRecord` has written: what the file holds was sealed by us. */
export function parseRecord(line: string): KeptRecord {
  // oxlint-disable-next-line no-unsafe-type-assertion -- authenticated; see above
  const fields = JSON.parse(line) as RecordFields;
  const [id, at, tenantId, dialect, model, routedModel, account, status, stream] = fields;
  return {
    id,
    at,
    tenantId,
    dialect,
    model,
    routedModel,
    account,
    status,
    isStream: stream === 1,
    request: parseBody(fields[9]),
    response: fields[10] === null ? null : parseBody(fields[10]),
  };
}

type BodyFields = readonly [number, readonly number[], number?, number?, number?];
type RecordFields = readonly [
  string,
  number,
  string | null,
  Dialect,
  string,
  string | null,
  string | null,
  number,
  number,
  BodyFields,
  BodyFields | null,
];

function parseBody([length, ranges, record, start, end]: BodyFields): StoredBody {
  if (record === undefined) return { length, ranges, base: null };
  return { length, ranges, base: { record, start: start ?? 0, end: end ?? 0 } };
}
