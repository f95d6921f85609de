/** The least reverse proxy in Bun: bytes in, stream out. Run with the upstream's URL. */
import { answerParent } from "../../support/child.ts";

const upstream = process.argv[2] ?? "";
const kept = ["content-type", "anthropic-version"];

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  idleTimeout: 0,
  async fetch(request) {
    const headers = new Headers();
    for (const name of kept) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const { pathname } = new URL(request.url);
    const body = await request.arrayBuffer();
    const answer = await fetch(upstream + pathname, { method: "POST", headers, body });
    const type = answer.headers.get("content-type") ?? "";
    const isStream = type.startsWith("text/event-stream");
    return new Response(isStream ? answer.body : await answer.arrayBuffer(), {
      status: answer.status,
      headers: { "content-type": type },
    });
  },
});
answerParent({ url: server.url.href.replace(/\/$/, ""), pid: process.pid }, () => null);
