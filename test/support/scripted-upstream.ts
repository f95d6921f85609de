import type { Socket, TCPSocketListener } from "bun";
import { createBell, waitUntil } from "./bell.ts";
import { type Reply, json } from "./reply.ts";
import type { SeenRequest } from "./seen-request.ts";
import { type Connection, type Exchange, connect } from "./upstream-connection.ts";

export type Answer = (request: SeenRequest) => Reply | Promise<Reply>;

/** A provider on a loopback socket which does, byte by byte, what a test says. */
export interface ScriptedUpstream {
  /** "http://127.0.0.1:PORT", without a slash at the end. */
  readonly url: string;
  /** Complete requests in the order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** Answers requests for which no reply waits in the queue. */
  answer: Answer;
  /** Queues replies: each answers one request, before `answer` is asked. */
  next(...replies: Reply[]): void;
  readonly connectionsOpen: number;
  /** Resolves to all requests once there are `count`; rejects when the time is up. */
  waitForRequests(count: number, timeoutMs?: number): Promise<readonly SeenRequest[]>;
  /** Resolves to one request, counted from 1, once it has come; rejects when the time is up. */
  waitForRequest(number?: number, timeoutMs?: number): Promise<SeenRequest>;
  /** Resolves once the gateway has closed the connection of this request. */
  waitForClose(request: SeenRequest, timeoutMs?: number): Promise<void>;
  /** Closes everything. Rejects when `answer` threw or when something else than HTTP came in. */
  stop(): Promise<void>;
}

const unscripted: Answer = () => json(500, { error: { message: "no reply was scripted" } });

/** Starts an upstream on a free port. */
export function startUpstream(answer: Answer = unscripted): ScriptedUpstream {
  const queued: Reply[] = [];
  const open = new Map<Socket, Connection>();
  let accepted = 0;
  const exchange: Exchange = {
    bell: createBell(),
    requests: [],
    faults: [],
    choose: (request) => queued.shift() ?? upstream.answer(request),
  };
  const listener = listen(open, (socket) => connect(socket, ++accepted, exchange));
  const { bell, requests, faults } = exchange;
  const waitForCount = (count: number, timeoutMs?: number) => {
    const describe = () => `${count} requests, ${requests.length} came`;
    return waitUntil(bell, () => requests.length >= count, { timeoutMs, describe });
  };
  const upstream: ScriptedUpstream = {
    url: `http://127.0.0.1:${listener.port}`,
    requests,
    answer,
    next: (...replies) => queued.push(...replies),
    get connectionsOpen() {
      return open.size;
    },
    async waitForRequests(count, timeoutMs) {
      await waitForCount(count, timeoutMs);
      return requests;
    },
    async waitForRequest(number = 1, timeoutMs) {
      await waitForCount(number, timeoutMs);
      return requests[number - 1] as SeenRequest;
    },
    async waitForClose(request, timeoutMs) {
      const describe = () => `the close of ${request.method} ${request.target}`;
      await waitUntil(bell, () => request.closedAt !== null, { timeoutMs, describe });
    },
    async stop() {
      listener.stop();
      const connections = [...open.values()];
      for (const connection of connections) connection.terminate();
      await Promise.all(connections.map((connection) => connection.finished));
      if (faults[0] !== undefined) throw faults[0];
    },
  };
  return upstream;
}

function listen(
  open: Map<Socket, Connection>,
  accept: (socket: Socket) => Connection,
): TCPSocketListener<undefined> {
  const leave = (socket: Socket) => {
    open.get(socket)?.leave();
    open.delete(socket);
  };
  return Bun.listen<undefined>({
    hostname: "127.0.0.1",
    port: 0,
    exclusive: true,
    // Once the other side has closed its half, Bun closes ours.
    allowHalfOpen: false,
    socket: {
      open(socket) {
        socket.setNoDelay(true);
        open.set(socket, accept(socket));
      },
      data: (socket, bytes) => open.get(socket)?.data(bytes),
      drain: (socket) => open.get(socket)?.drain(),
      end: leave,
      close: leave,
      error(_socket, error) {
        throw error;
      },
    },
  });
}
