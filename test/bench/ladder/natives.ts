/**
 * A relay with all that the journey asks of Bun for a request of 2 KB, and no code of its own: what
 * is left when the journey costs nothing. Who is at the other end; a listener for a client that
 * leaves; a signal that ends the call; deadlines for headers and for the answer; headers of both
 * sides chosen one by one; the server's own idle limit off and on again; two ids.
 */
import type { Socket } from "../../../src/admit/is-local-peer.ts";

const deadlineMs = 60_000;
const idleSeconds = 120;
const own = ["x-codegate-request-id", "x-codegate-mutations", "x-codegate-route"];
const answered = ["x-proxy-account", "x-proxy-strategy"];

export function relayWithNatives(upstream: string) {
  return async (request: Request, socket: Socket): Promise<Response> => {
    const isLocal = socket.requestIP(request)?.address === "127.0.0.1";
    const controller = new AbortController();
    const leave = () => controller.abort();
    request.signal.addEventListener("abort", leave, { once: true });
    const body = await request.arrayBuffer();
    socket.timeout(request, 0);
    const { signal } = controller;
    const headers = chosen(request.headers, [...own, "x-api-key"]);
    const call = { method: "POST", headers, body, signal, redirect: "manual", timeout: false };
    const ask = () => fetch(`${upstream}/v1/messages`, call as RequestInit);
    const answer = await before(leave, ask);
    const bytes = await before(leave, () => answer.bytes());
    request.signal.removeEventListener("abort", leave);
    socket.timeout(request, idleSeconds);
    const id = Bun.randomUUIDv7() + Bun.randomUUIDv7() + String(isLocal);
    const given = chosen(answer.headers, [...own, ...answered], id);
    return new Response(bytes, { status: answer.status, headers: given });
  };
}

function chosen(from: Headers, added: readonly string[], value = "a value"): Headers {
  const headers = new Headers();
  from.forEach((each, name) => {
    if (name !== "connection" && name !== "content-length") headers.set(name, each);
  });
  for (const name of added) headers.set(name, value);
  return headers;
}

async function before<Value>(end: () => void, work: () => Promise<Value>): Promise<Value> {
  const timer = setTimeout(end, deadlineMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
