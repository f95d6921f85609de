/**
 * What `open-streams.ts` measures, in a process of its own. Words: "relay" and the provider's URL, or
 * a checkout of CodeGate and a data directory.
 */
import { join } from "node:path";
import { answerParent } from "../../support/child.ts";
import { residentMegabytes } from "../gateway/process-use.ts";

const [what = "", place = ""] = process.argv.slice(2);

async function openCodeGate(): Promise<(request: Request) => Promise<Response>> {
  const path = join(what, "src/gateway.ts");
  const { createGateway } = (await import(path)) as typeof import("../../../src/gateway.ts");
  const gateway = createGateway({ dataDirectory: place });
  await gateway.ready;
  return (request) => gateway.fetch(request, server);
}

/** The least that looks at what passes: it reads each part and hands it on. */
async function relay(request: Request): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const body = await request.arrayBuffer();
  const answer = await fetch(`${place}/v1/messages`, { method: "POST", headers, body });
  const reader = answer.body?.getReader();
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const part = await reader?.read();
      if (part?.value === undefined) controller.close();
      else controller.enqueue(part.value);
    },
    cancel: (reason) => reader?.cancel(reason),
  };
  const stream = new ReadableStream(source, { highWaterMark: 0 });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}

const answer = what === "relay" ? relay : await openCodeGate();
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  development: false,
  fetch: answer,
});
answerParent(server.url.href.replace(/\/$/, ""), (question) => {
  if (question === "collected") Bun.gc(true);
  return residentMegabytes(process.pid) ?? NaN;
});
