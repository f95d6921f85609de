// Recordings that are silently not found, or found empty, would let every replay test pass.
import { afterEach, expect, mock, spyOn, test } from "bun:test";
import { clientRequests, recordings } from "../../support/recordings.ts";

afterEach(() => {
  mock.restore();
});

test("recordings carry their bytes, their kind and what is known of the request", () => {
  const all = recordings();
  // Without the folder there is nothing to look at: the warning has said so.
  if (all.length === 0) return;
  expect(all.length).toBeGreaterThan(100);
  expect(new Set(all.map((recording) => recording.name)).size).toBe(all.length);
  for (const recording of all) {
    expect(recording.response.length).toBeGreaterThan(0);
    const text = Buffer.from(recording.response).toString();
    expect([recording.name, text.includes("data:")]).toEqual([recording.name, recording.stream]);
    expect(recording.status).toBeGreaterThanOrEqual(200);
    expect(recording.features.length).toBeGreaterThan(0);
  }
  expect(all.some((recording) => recording.request === null)).toBe(true);
  const known = all.find((recording) => recording.request !== null);
  expect(JSON.parse(Buffer.from(known?.request ?? []).toString())).toBeObject();
});

test("requests of clients keep the order and the letter case of their headers", () => {
  const all = clientRequests();
  if (all.length === 0) return;
  expect(all.length).toBeGreaterThan(100);
  const probe = all.find(
    ({ client, method }) => client === "claude-code-2.1.197" && method === "HEAD",
  );
  expect(probe).toMatchObject({ target: "/", body: null, scenario: "agent", sequence: 1 });
  expect(probe?.headers[0]).toEqual(["Connection", "keep-alive"]);
  const message = all.find((request) => request.target === "/v1/messages?beta=true");
  expect(message?.body).toHaveProperty("messages");
});

test("a missing folder gives nothing and warns once", () => {
  const warn = spyOn(console, "warn").mockImplementation(() => undefined);
  expect(recordings("/nowhere/at/all")).toEqual([]);
  expect(recordings("/nowhere/at/all")).toEqual([]);
  expect(clientRequests("/nowhere/at/all")).toEqual([]);
  expect(warn).toHaveBeenCalledTimes(2);
});
