// A failure that is seen as another one hides which failures the gateway survives.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { openRaw, rawRequest } from "../../support/raw-client.ts";
import type { Ending, Reply } from "../../support/reply.ts";
import { type ScriptedUpstream, startUpstream } from "../../support/scripted-upstream.ts";

let upstream: ScriptedUpstream;
beforeEach(() => {
  upstream = startUpstream();
});
afterEach(() => upstream.stop());

/** The code of the error which the promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
  );
}

function afterOne(ending: Ending, framing: Reply["framing"] = "chunked"): Reply {
  return { framing, steps: ["one ", ending] };
}

test.each([
  ["reset", "chunked", "ECONNRESET"],
  ["reset", "length", "ECONNRESET"],
  ["end-early", "chunked", "ECONNRESET"],
  ["end-early", "length", "ECONNRESET"],
] as const)("%s with %s framing breaks the body of fetch", async (ending, framing, code) => {
  upstream.next(afterOne(ending, framing));
  const response = await fetch(upstream.url, { method: "POST" });
  expect(response.status).toBe(200);
  expect(await failure(response.text())).toBe(code);
});

test.each([
  ["reset", "ECONNRESET"],
  ["end-early", null],
] as const)("%s is told apart by the raw client", async (ending, socketError) => {
  upstream.next(afterOne(ending), afterOne(ending, "length"));
  for (const answer of [await rawRequest(upstream.url), await rawRequest(upstream.url)]) {
    expect(answer.text()).toBe("one ");
    expect(answer.endedCleanly).toBe(false);
    expect(answer.socketError).toBe(socketError);
  }
});

test("a promised length is never reached, and can be promised by what follows", async () => {
  upstream.next({ framing: "length", steps: ["abc", "end-early", "defg"] });
  expect((await rawRequest(upstream.url)).header("content-length")).toBe("7");
  upstream.next({ framing: "length", steps: ["abc", "reset"] });
  expect((await rawRequest(upstream.url)).header("content-length")).toBe("4");
});

test("close-before-headers sends nothing at all", async () => {
  upstream.answer = () => ({ steps: ["close-before-headers"] });
  const answer = await rawRequest(upstream.url);
  expect([answer.status, answer.socketError]).toEqual([0, null]);
  expect(await failure(fetch(upstream.url, { method: "POST" }))).toBe("ECONNRESET");
  expect(upstream.requests.every((request) => request.bytesSent === 0)).toBe(true);
});

test("a reset before the head", async () => {
  upstream.next({ before: ["reset"], steps: [] });
  const answer = await rawRequest(upstream.url);
  expect([answer.status, answer.socketError]).toEqual([0, "ECONNRESET"]);
});

test("a stall before the head, until the client leaves", async () => {
  upstream.next({ before: ["stall"], steps: [] });
  const own = new AbortController();
  const response = fetch(upstream.url, { signal: own.signal });
  const request = await upstream.waitForRequest();
  expect(request.closedAt).toBeNull();
  own.abort();
  expect(await failure(response)).toBe(20);
  await upstream.waitForClose(request);
  expect(request.answeredAt).toBeNull();
});

test("a broken chunk size is an invalid answer for fetch", async () => {
  upstream.next({ steps: ["one ", { raw: "zz\r\nnot a chunk" }] });
  const response = await fetch(upstream.url);
  expect(await failure(response.text())).toBe("InvalidHTTPResponse");
});

test("a chunk that is longer than its size says is no clean end", async () => {
  upstream.next({ steps: [{ raw: "3\r\nabcX\r\n" }] });
  const answer = await rawRequest(upstream.url);
  expect([answer.text(), answer.endedCleanly]).toEqual(["abc", false]);
});

test("our own reset is not taken for a close by the other side, the answer to our FIN is", async () => {
  upstream.next(afterOne("reset"), afterOne("end-early"));
  await rawRequest(upstream.url);
  const client = await openRaw(upstream.url);
  await client.request({});
  const [reset, ended] = await upstream.waitForRequests(2);
  if (reset === undefined || ended === undefined) throw new Error("a request is missing");
  await upstream.waitForClose(ended);
  expect(reset.closedAt).toBeNull();
});

test("without a reply in the script the answer says so", async () => {
  const answer = await rawRequest(upstream.url);
  expect(answer.status).toBe(500);
  expect(answer.text()).toContain("no reply was scripted");
});
