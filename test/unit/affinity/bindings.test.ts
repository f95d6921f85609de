// A conversation that loses its account for no reason pays for its whole prompt again.
import { describe, expect, test } from "bun:test";
import type { Binding, BindReason } from "../../../src/affinity/binding.ts";
import { createBindings } from "../../../src/affinity/bindings.ts";
import {
  keyOf as key,
  plainTurn as plain,
  startBindings as start,
} from "../../support/bindings.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const thinking = { ...plain, hasThinking: true };
const moving: readonly BindReason[] = ["account-gone", "beyond-patience", "cache-moved", "user"];

describe("where a conversation lives", () => {
  test("is decided by its first request, and by one of two first requests", () => {
    const { bindings } = start();
    expect(bindings.lookup(key("one"))).toBeNull();
    expect(bindings.bind(key("one"), "a", "first").accountId).toBe("a");
    expect(bindings.bind(key("one"), "b", "first").accountId).toBe("a");
    expect(bindings.lookup(key("one"))).toMatchObject({ accountId: "a", reason: "first" });
    expect(bindings.lookup(key("two"))).toBeNull();
  });

  test("is not changed by detours, however many", () => {
    const { bindings } = start();
    bindings.bind(key("one"), "a", "first");
    for (let turn = 0; turn < 20; turn++) bindings.touch(key("one"), { accountId: "b", ...plain });
    expect(bindings.lookup(key("one"))).toMatchObject({
      accountId: "a",
      reason: "first",
      turns: 20,
    });
  });

  test.each(moving)("is changed for the reason %s, which is then told", (reason) => {
    const { bindings, clock } = start();
    bindings.bind(key("one"), "a", "first");
    clock.time += second;
    const expected = { accountId: "b", reason, boundAt: clock.time };
    expect(bindings.bind(key("one"), "b", reason)).toMatchObject(expected);
    expect(bindings.lookup(key("one"))).toMatchObject(expected);
  });

  test("a move to where it already lives changes nothing", () => {
    const { bindings } = start();
    const before = bindings.bind(key("one"), "a", "first");
    expect(bindings.bind(key("one"), "a", "beyond-patience")).toEqual(before);
  });

  test("an answer to an unknown conversation binds nothing", () => {
    const { bindings } = start();
    bindings.touch(key("one"), { accountId: "a", ...plain });
    expect(bindings.lookup(key("one"))).toBeNull();
    expect(bindings.size).toBe(0);
  });
});

describe("silence", () => {
  test("ends a binding after an hour, and every request begins the hour anew", () => {
    const { bindings, clock } = start();
    bindings.bind(key("one"), "a", "first");
    for (let turn = 0; turn < 3; turn++) {
      clock.time += hour - 1;
      expect(bindings.lookup(key("one"))?.accountId).toBe("a");
    }
    clock.time += hour;
    expect(bindings.lookup(key("one"))).toBeNull();
    expect(bindings.bind(key("one"), "b", "first")).toMatchObject({ accountId: "b", turns: 0 });
  });

  test("is borne for a week where thinking was signed", () => {
    const { bindings, clock } = start();
    bindings.bind(key("one"), "a", "first");
    bindings.touch(key("one"), { accountId: "a", ...thinking });
    clock.time += 7 * 24 * hour - 1;
    expect(bindings.lookup(key("one"))).toMatchObject({
      accountId: "a",
      thinkingBy: [{ accountId: "a" }],
    });
    clock.time += 7 * 24 * hour;
    expect(bindings.lookup(key("one"))).toBeNull();
  });

  test("of an answer that takes longer than that is none", () => {
    const { bindings, clock } = start();
    bindings.bind(key("one"), "a", "first");
    clock.time += 2 * hour;
    bindings.touch(key("one"), { accountId: "a", ...plain });
    expect(bindings.lookup(key("one"))?.accountId).toBe("a");
  });
});

describe("room", () => {
  test("is bounded: the conversation that was used least recently goes first", () => {
    const { bindings } = start({ limits: { most: 3 } });
    for (const id of ["one", "two", "three"]) bindings.bind(key(id), "a", "first");
    bindings.lookup(key("one"));
    bindings.bind(key("four"), "a", "first");
    expect(bindings.size).toBe(3);
    const left = ["one", "two", "three", "four"].filter((id) => bindings.lookup(key(id)) !== null);
    expect(left).toEqual(["one", "three", "four"]);
  });

  test("is not taken from another tenant by one who floods", () => {
    const { bindings } = start({ limits: { most: 50 } });
    bindings.bind(key("mine", "quiet"), "a", "first");
    for (let index = 0; index < 500; index++) bindings.bind(key(`${index}`, "loud"), "b", "first");
    expect(bindings.lookup(key("mine", "quiet"))?.accountId).toBe("a");
    expect(bindings.size).toBe(50);
  });

  test("is not shared between tenants, even under the same id", () => {
    const { bindings } = start();
    bindings.bind(key("one", "tenant-1"), "a", "first");
    expect(bindings.lookup(key("one", "tenant-2"))).toBeNull();
    bindings.touch(key("one", "tenant-2"), { accountId: "b", ...plain });
    expect(bindings.lookup(key("one", "tenant-1"))?.turns).toBe(0);
  });
});

describe("saving", () => {
  test("happens at once, then at most every five seconds for each conversation", () => {
    const { bindings, clock, saves } = start();
    bindings.bind(key("one"), "a", "first");
    expect(saves).toHaveLength(1);
    for (let turn = 0; turn < 100; turn++) {
      clock.time += 100;
      bindings.touch(key("one"), { accountId: "a", ...plain });
    }
    expect(saves.length).toBeGreaterThan(1);
    expect(saves.length).toBeLessThanOrEqual(3);
  });

  test("of what waits happens with the next save of any other, or at the end", () => {
    const { bindings, clock, saved } = start();
    for (const id of ["one", "two"]) bindings.bind(key(id), "a", "first");
    for (const id of ["one", "two"]) bindings.touch(key(id), { accountId: "a", ...plain });
    expect(saved.get("one")?.turns).toBe(0);
    clock.time += 5 * second;
    bindings.bind(key("three"), "a", "first");
    expect([saved.get("one")?.turns, saved.get("two")?.turns]).toEqual([1, 1]);
    bindings.touch(key("one"), { accountId: "a", ...plain });
    bindings.flush();
    expect(saved.get("one")?.turns).toBe(2);
  });

  test("a flush with nothing to save saves nothing", () => {
    const { bindings, saves } = start();
    bindings.flush();
    bindings.bind(key("one"), "a", "first");
    bindings.flush();
    bindings.flush();
    expect(saves).toHaveLength(1);
  });

  test("a clock that is set back delays nothing for long", () => {
    const { bindings, clock, saved } = start();
    bindings.bind(key("one"), "a", "first");
    bindings.touch(key("one"), { accountId: "a", ...plain });
    clock.time -= hour;
    bindings.touch(key("one"), { accountId: "a", ...plain });
    bindings.bind(key("two"), "a", "first");
    expect(saved.get("one")?.turns).toBe(2);
  });
});

describe("a restart", () => {
  test("keeps what was saved", () => {
    const { bindings, open } = start();
    bindings.bind(key("one"), "a", "first");
    bindings.touch(key("one"), { accountId: "a", ...thinking });
    bindings.touch(key("one"), { accountId: "b", ...plain });
    bindings.flush();
    expect(open().lookup(key("one"))).toEqual(bindings.lookup(key("one")));
  });

  test("brings back nothing that was silent for too long, and the most recent if they are many", () => {
    const { bindings, clock, saved } = start();
    for (let index = 0; index < 10; index++) {
      bindings.bind(key(`${index}`), "a", "first");
      clock.time += 7 * minute;
    }
    const next = start({ saved: [...saved.values()].toReversed(), limits: { most: 5 } });
    next.clock.time = clock.time;
    const left = [...saved.keys()].filter((id) => next.bindings.lookup(key(id)) !== null);
    expect(left).toEqual(["5", "6", "7", "8", "9"]);
    const later = start({ saved: [...saved.values()] });
    later.clock.time = clock.time;
    expect(later.bindings.lookup(key("0"))).toBeNull();
    expect(later.bindings.lookup(key("2"))?.accountId).toBe("a");
  });

  test("waits for a database that cannot be read yet, and believes itself more", () => {
    const before = start();
    before.bindings.bind(key("one"), "saved", "first");
    before.bindings.bind(key("two"), "saved", "first");
    let rows: readonly Binding[] | null = null;
    const bindings = createBindings({
      now: () => before.clock.time,
      save: () => undefined,
      load: () => rows,
    });
    expect(bindings.lookup(key("one"))).toBeNull();
    bindings.bind(key("one"), "own", "first");
    rows = [...before.saved.values()];
    expect(bindings.lookup(key("one"))?.accountId).toBe("own");
    expect(bindings.lookup(key("two"))?.accountId).toBe("saved");
  });

  test("after the clock was set back leaves nothing that never grows old", () => {
    const { bindings, clock, saved } = start();
    bindings.bind(key("one"), "a", "first");
    bindings.touch(key("one"), { accountId: "a", ...plain });
    bindings.flush();
    const next = start({ saved: [...saved.values()] });
    next.clock.time = clock.time - 24 * hour;
    expect(next.bindings.lookup(key("one"))?.usedAt).toBe(next.clock.time);
    next.clock.time += hour;
    expect(next.bindings.lookup(key("one"))).toBeNull();
  });
});
