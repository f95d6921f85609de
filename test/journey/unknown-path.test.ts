/** What could go wrong: a client with a wrong path is sent to one that is not there either. */
import { expect, test } from "bun:test";
import { startGateway } from "../support/start-gateway.ts";

test.each([
  ["/nope", "/v1/responses/compact"],
  ["/v1/embeddings", "/v1/chat/completions"],
  ["/codegate/nope", "/codegate/guard/test"],
])("the answer to %s names what there is", async (path, example) => {
  await using gateway = await startGateway({});
  const response = await fetch(gateway.url + path, { method: "POST", body: "{}" });
  expect(response.status).toBe(404);
  const { error } = (await response.json()) as { error: { message: string } };
  const served = /It serves (.+)\.$/.exec(error.message)?.[1]?.split(/, | and /) ?? [];
  expect(served).toContain(example);
  for (const each of served) {
    const known = await fetch(gateway.url + each, { method: "PATCH" });
    expect({ each, status: known.status }).toEqual({ each, status: 405 });
  }
});
