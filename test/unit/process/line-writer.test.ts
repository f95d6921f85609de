/** What could go wrong: somebody who reads no logs stops the gateway, or fills its memory. */
import { expect, test } from "bun:test";
import { limits } from "../../../src/base/limits.ts";
import { createLineWriter, type Sink } from "../../../src/process/line-writer.ts";

function sinkOf(flush: () => unknown) {
  const texts: string[] = [];
  const sink: Sink = { write: (text) => texts.push(text), flush };
  return { sink, texts };
}

const failing = (fields: object) => () => {
  throw Object.assign(new Error("it cannot be written"), fields);
};

test("each line is written whole and at once, and nothing is opened before the first", () => {
  let opened = 0;
  let flushed = 0;
  const { sink, texts } = sinkOf(() => ++flushed);
  const write = createLineWriter(() => {
    opened++;
    return sink;
  });
  expect(opened).toBe(0);
  write("one");
  write("two");
  expect({ opened, flushed, texts }).toEqual({ opened: 1, flushed: 2, texts: ["one\n", "two\n"] });
});

test("lines are lost where nobody reads, and come again when somebody does", () => {
  let isGone = true;
  const gone = failing({ code: "EPIPE", syscall: "write" });
  const { sink, texts } = sinkOf(() => (isGone ? gone() : 3));
  const write = createLineWriter(() => sink);
  expect(() => write("lost")).not.toThrow();
  isGone = false;
  write("heard");
  expect(texts.at(-1)).toBe("heard\n");
});

test("a reader who goes while lines wait for him disturbs nobody", async () => {
  const taken = Promise.withResolvers<number>();
  const write = createLineWriter(() => sinkOf(() => taken.promise).sink);
  write("waits");
  taken.reject(Object.assign(new Error("broken pipe"), { code: "EPIPE", syscall: "write" }));
  await Bun.sleep(0);
  expect(() => write("more")).not.toThrow();
});

test("what waits for a slow reader is bounded, and forgotten when it is taken", async () => {
  const taken = Promise.withResolvers<number>();
  const { sink, texts } = sinkOf(() => taken.promise);
  const write = createLineWriter(() => sink);
  const line = "x".repeat(limits.logLinesWaiting / 4 - 1);
  for (let count = 0; count < 10; count++) write(line);
  expect(texts).toHaveLength(4);
  taken.resolve(1);
  await Bun.sleep(0);
  write("heard");
  expect(texts.at(-1)).toBe("heard\n");
});

test("any other fault surfaces", () => {
  const { sink } = sinkOf(failing({}));
  expect(() => createLineWriter(() => sink)("line")).toThrow("it cannot be written");
});
