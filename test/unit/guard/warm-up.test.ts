/** What could go wrong: getting ready leaves something behind, or gets ready for other texts. */
import { expect, test } from "bun:test";
import { isMasking } from "../../../src/guard/is-masking.ts";
import { seededRandom } from "../../../src/guard/warm/maker.ts";
import { typicalTexts } from "../../../src/guard/warm/typical-texts.ts";
import { warmUp } from "../../../src/guard/warm/warm-up.ts";
import { emptySnapshot, type Snapshot, type Tenant } from "../../../src/store/snapshot.ts";
import { found } from "../../support/guard.ts";

const texts = typicalTexts(seededRandom(1)).take(60).toArray();

test("the texts hold what detectors find, and mostly nothing", () => {
  const detectors = new Set(texts.flatMap((text) => found(text)).map((each) => each.split(":")[0]));
  expect(detectors.size).toBeGreaterThan(11);
  expect(texts.filter((text) => found(text).length === 0).length).toBeGreaterThan(10);
});

test("they are the same in every process, and of both widths of letters", () => {
  expect(typicalTexts(seededRandom(1)).take(60).toArray()).toEqual(texts);
  const wide = texts.filter((text) => text.includes("—") || text.includes("…"));
  expect(wide.length).toBeGreaterThan(15);
  expect(wide.length).toBeLessThan(45);
});

test("it comes to an end in many steps", () => {
  let steps = 0;
  for (const _ of warmUp()) steps++;
  expect(steps).toBeGreaterThan(100);
});

function snapshotWith(settings: Record<string, string>, tenants: readonly Tenant[] = []): Snapshot {
  return {
    ...emptySnapshot(null),
    settings: new Map(Object.entries(settings)),
    tenantsByKeyDigest: new Map(tenants.map((tenant) => [tenant.id, tenant])),
  };
}

function tenantWith(settings: Record<string, string>, enabled = true): Tenant {
  const id = "one";
  return {
    id,
    name: id,
    enabled,
    configId: null,
    rateLimit: 0,
    settings: new Map(Object.entries(settings)),
  };
}

const on = { privacy_enabled: "true" };

test.each([
  ["nobody's guardrails are on", snapshotWith({}), false],
  ["everybody's are", snapshotWith(on), true],
  ["those of a tenant are", snapshotWith({}, [tenantWith(on)]), true],
  ["those of a tenant who is switched off are", snapshotWith({}, [tenantWith(on, false)]), false],
])("is worth it when %s: %p", (_, snapshot, expected) => {
  expect(isMasking(snapshot)).toBe(expected);
});
