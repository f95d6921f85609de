/** What could go wrong: a web page spends the user's accounts, or the user's own tools are refused. */
import { expect, test } from "bun:test";
import { isHostAllowed, isLoopbackHost, isOriginAllowed } from "../../../src/admit/check-origin.ts";

const rules = { allowedHosts: ["codegate.test"], allowedOrigins: ["http://localhost:3000"] };

test.each([
  "localhost",
  "localhost:9212",
  "LOCALHOST",
  "127.0.0.1:1",
  "127.9.9.9",
  "[::1]:9212",
  "::1",
  "a.localhost",
])("%s is this machine", (host) => expect(isLoopbackHost(host)).toBe(true));

test.each([
  "evil.test",
  "localhost.evil.test",
  "127.0.0.1.evil.test",
  "1127.0.0.1",
  "[::2]",
  "0.0.0.0",
  "notlocalhost",
])("%s is not", (host) => expect(isLoopbackHost(host)).toBe(false));

test("further names have to be listed", () => {
  expect(isHostAllowed("codegate.test:9212", rules)).toBe(true);
  expect(isHostAllowed("other.test", rules)).toBe(false);
  expect(isHostAllowed(null, rules)).toBe(true);
});

const origins: readonly [origin: string | null, host: string, allowed: boolean][] = [
  [null, "localhost:9212", true],
  ["http://localhost:9212", "localhost:9212", true],
  ["http://LOCALHOST:3000", "localhost:9212", true],
  ["http://localhost:5173", "localhost:9212", false],
  ["https://evil.test", "localhost:9212", false],
  // A rebound name: the page's own host name points at this machine.
  ["http://evil.test:9212", "evil.test:9212", false],
  ["null", "localhost:9212", false],
  ["file://", "localhost:9212", false],
];

test.each(origins)("origin %s at host %s: %s", (origin, host, allowed) => {
  const headers = new Headers({ host });
  if (origin !== null) headers.set("origin", origin);
  expect(isOriginAllowed(headers, rules)).toBe(allowed);
});
