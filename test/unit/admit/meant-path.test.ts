/** What could go wrong: whoever has a slash or a `/v1` too much in a base URL is left in the dark. */
import { expect, test } from "bun:test";
import { meantPath } from "../../../src/admit/find-endpoint.ts";

test.each([
  // Bun's own fetch would send this one without the second slash.
  ["//v1/messages", "/v1/messages"],
  ["/v1/messages/", "/v1/messages"],
  ["/v1/v1/v1/responses", "/v1/responses"],
  ["//messages//", "/messages"],
  ["/health/", "/health"],
])("%s was meant as %s", (path, meant) => {
  expect(meantPath(path)).toBe(meant);
});

test.each(["/v1/messages", "/nothing", "//nothing", "/v1/v1/nothing/", "/v2/messages"])(
  "nothing can be said of %s",
  (path) => {
    expect(meantPath(path)).toBeNull();
  },
);
