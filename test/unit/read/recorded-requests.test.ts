// What real agents send must pass the scan, or CodeGate refuses the work of everybody who uses one.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../../../src/base/limits.ts";
import { readString } from "../../../src/read/json-values.ts";
import { scanObject, type Field } from "../../../src/read/scan-object.ts";

const folder = join(import.meta.dir, "../../../../shared/wire/clients");
const isPresent = existsSync(folder);
if (!isPresent) console.warn(`recorded requests are not there, tests skipped: ${folder}`);

async function recordedBodies(): Promise<object[]> {
  const files = [...new Bun.Glob("**/*.json").scanSync(folder)].toSorted();
  const records = await Promise.all(files.map((file) => Bun.file(join(folder, file)).json()));
  const bodies = records.map((record: { body?: unknown }) => record.body);
  return bodies.filter((body): body is object => typeof body === "object" && body !== null);
}

function parse(bytes: Uint8Array, field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(bytes.subarray(field.value.start, field.value.end)));
}

test.skipIf(!isPresent).each([undefined, 1])(
  "every recorded body is accepted and its fields are found, indented by %p",
  async (indent) => {
    const bodies = await recordedBodies();
    expect(bodies.length).toBeGreaterThan(50);
    for (const body of bodies) {
      const bytes = new TextEncoder().encode(JSON.stringify(body, null, indent));
      const names = new Set(Object.keys(body));
      const result = scanObject(bytes, names, { depth: limits.jsonDepth });
      if (!result.ok) throw new Error(result.failure.message);
      for (const [name, value] of Object.entries(body)) {
        const fields = result.value.fields.get(name);
        expect(fields).toHaveLength(1);
        expect(parse(bytes, fields?.[0])).toEqual(value);
        if (typeof value === "string" && fields?.[0] !== undefined) {
          expect(readString(bytes, fields[0].value)).toBe(value);
        }
      }
    }
  },
);
