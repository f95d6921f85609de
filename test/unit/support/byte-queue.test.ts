// A reader that mixes up where messages end would see other requests than were sent.
import { expect, test } from "bun:test";
import { createByteQueue } from "../../support/byte-queue.ts";

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

test("lines end with LF or CRLF, wherever the bytes are cut", async () => {
  const queue = createByteQueue();
  const lines = queue.line().then(async (first) => [first, await queue.line()]);
  for (const byte of Buffer.from("one\r\ntwo\nrest")) {
    queue.push(Uint8Array.of(byte));
    await Bun.sleep(0);
  }
  expect(await lines).toEqual(["one", "two"]);
  expect(text(await queue.some(2))).toBe("re");
  queue.close();
  expect(text(await queue.some(9))).toBe("st");
  expect(await queue.some(9)).toBeNull();
});

test("an unfinished line is no line", async () => {
  const queue = createByteQueue();
  queue.push(Buffer.from("half"));
  queue.close();
  expect(await queue.line()).toBeNull();
});

test("megabytes pass through in order while they are being read", async () => {
  const queue = createByteQueue();
  const sent = Buffer.alloc(3 * 1024 * 1024, "0123456789");
  const received: Uint8Array[] = [];
  const reading = (async () => {
    for (let piece; (piece = await queue.some(10_007)) !== null;) received.push(piece);
  })();
  for (let start = 0; start < sent.length; start += 65_536) {
    queue.push(sent.subarray(start, start + 65_536));
    if (start % 3 === 0) await Bun.sleep(0);
  }
  queue.close();
  await reading;
  expect(Buffer.concat(received).equals(sent)).toBe(true);
});
