/** What strict providers complain of, gathered while a request is looked through. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Complaints {
  readonly all: string[];
  /** A rule that must hold. */
  must(holds: boolean, complaint: string): void;
  /** "Extra inputs are not permitted". */
  only(value: Fields, allowed: readonly string[], place: string): void;
}

export function gatherComplaints(): Complaints {
  const all: string[] = [];
  const must = (holds: boolean, complaint: string) => void (holds ? null : all.push(complaint));
  return {
    all,
    must,
    only(value, allowed, place) {
      for (const name of Object.keys(value)) {
        must(allowed.includes(name), `${place}${name}: Extra inputs are not permitted`);
      }
    },
  };
}

export function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A schema at whose top something else than an object is described. */
export function isObjectSchema(schema: unknown): boolean {
  const { type, oneOf, anyOf, allOf } = fieldsOf(schema);
  return type === "object" && [oneOf, anyOf, allOf].every((each) => each === undefined);
}

/** OpenAI's rules for schemas that it enforces. */
export function isStrictSchema(schema: unknown): boolean {
  const { type, properties, required, additionalProperties } = fieldsOf(schema);
  if (type !== "object") return true;
  const names = Object.keys(fieldsOf(properties));
  const isClosed = additionalProperties === false;
  const isFull = names.every((name) => Array.isArray(required) && required.includes(name));
  return isClosed && isFull && Object.values(fieldsOf(properties)).every(isStrictSchema);
}
