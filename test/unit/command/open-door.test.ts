/** What could go wrong: a stack trace, or the advice to change a port when the address is wrong. */
import { expect, test } from "bun:test";
import { openDoor } from "../../../src/command/serve/open-door.ts";

const options = { host: "some.host", port: 80 };

function refusing(code: string, syscall: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code, syscall });
  };
}

test.each([
  ["EADDRINUSE", "listen", /PROXY_PORT to another/],
  ["EACCES", "listen", /above 1023/],
  ["EADDRNOTAVAIL", "listen", /CODEGATE_HOST/],
  ["EINVAL", "listen", /CODEGATE_HOST/],
  ["ENOTFOUND", "getaddrinfo", /CODEGATE_HOST/],
])("%s is a sentence", (code, syscall, advice) => {
  const opened = openDoor(options, refusing(code, syscall));
  expect(opened).toEqual({ ok: false, failure: expect.stringMatching(advice) });
});

test("what opens is handed on, and what nobody expects is thrown", () => {
  expect(openDoor(options, () => 7)).toEqual({ ok: true, value: 7 });
  expect(() => openDoor(options, refusing("EIO", "read"))).toThrow("EIO");
});
