/** What could go wrong: the gateway stops serving because nobody reads its log lines any more. */
import { expect, test } from "bun:test";
import { addressIn, spawnGateway, temporaryData } from "../support/gateway-process.ts";
import { anthropicRequest } from "../support/request-bodies.ts";

/** Without an account each request is refused, and the log says why. */
async function ask(url: string): Promise<string> {
  const body = JSON.stringify(anthropicRequest({ stream: false }));
  const answer = await fetch(`${url}/v1/messages`, { method: "POST", body });
  const { error } = (await answer.json()) as { readonly error: { readonly type: string } };
  return `${answer.status} ${error.type}`;
}

interface Heard {
  readonly url: string;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
}

async function hearAddress(output: ReadableStream<Uint8Array>): Promise<Heard> {
  const reader = output.getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the gateway ended before it listened: ${text}`);
    text += Buffer.from(value).toString();
    const url = addressIn(text);
    if (url !== undefined) return { url, reader };
  }
}

test("requests are answered when the reader of the log has gone", async () => {
  using data = await temporaryData({ accounts: [] });
  const gateway = spawnGateway(data);
  const { url, reader } = await hearAddress(gateway.stdout);
  await reader.cancel();
  for (let count = 0; count < 5; count++) expect(await ask(url)).toBe("503 overloaded_error");
  gateway.kill();
  expect(await gateway.exited).toBe(0);
});

test("requests are answered while the reader of the log is busy with something else", async () => {
  using data = await temporaryData({ accounts: [] });
  const gateway = spawnGateway(data);
  // Nobody reads on: some hundred lines fill the pipe.
  const { url } = await hearAddress(gateway.stdout);
  for (let count = 0; count < 600; count++) expect(await ask(url)).toBe("503 overloaded_error");
  gateway.kill("SIGKILL");
  await gateway.exited;
});
