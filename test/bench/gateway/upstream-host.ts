/**
 * A provider that costs next to nothing, in a process of its own: it counts the bytes of a request
 * and plays prepared bytes. Run with a port (0 = any); its parent says what is played.
 */
import type { Socket } from "bun";
import { answerParent, preciseNow } from "../../support/child.ts";
import { createMessageEnd } from "./message-end.ts";
import { stampOffset, streamParts, wholeAnswer, writeStamp, type StreamParts } from "./scenes.ts";
import { createFlow, type Flow } from "./flow.ts";

/** What every request is answered with from now on. */
export type Scene =
  | { readonly kind: "whole" }
  /** `everyMs` between two events; 0 = as fast as they are taken. */
  | { readonly kind: "stream"; readonly events: number; readonly everyMs: number }
  /** The first event, and then nothing. */
  | { readonly kind: "idle" };

interface Line {
  readonly flow: Flow;
  readonly end: ReturnType<typeof createMessageEnd>;
  path: string;
  /** The stream that is being played. */
  playing: { readonly parts: StreamParts; left: number; dueAt: number } | null;
}

/** Events written without a look at the other connections. */
const burst = 8;

let scene: Scene = { kind: "whole" };
const lines = new Map<Socket, Line>();

function answer(line: Line): void {
  if (scene.kind === "whole") {
    line.flow.write(wholeAnswer(line.path));
    return;
  }
  const parts = streamParts(line.path);
  line.flow.write(parts.start);
  const events = scene.kind === "idle" ? Number.POSITIVE_INFINITY : scene.events;
  const dueAt = scene.kind === "idle" ? Number.POSITIVE_INFINITY : performance.now();
  line.playing = { parts, left: events, dueAt };
  if (scene.kind === "stream" && scene.everyMs > 0) {
    // Not all streams at the same moment, which no provider does either.
    line.playing.dueAt += Math.random() * scene.everyMs;
  } else {
    playEvent(line);
    if (scene.kind === "stream") playOn(line);
  }
}

function playEvent(line: Line): void {
  const { playing } = line;
  if (playing === null) return;
  const event = playing.parts.event;
  writeStamp(event, stampOffset(event), preciseNow());
  line.flow.write(event);
  playing.left--;
  if (playing.left > 0) return;
  line.playing = null;
  line.flow.write(playing.parts.end);
}

/** Plays without delay, as fast as the other side reads. */
function playOn(line: Line): void {
  for (let count = 0; count < burst; count++) {
    if (line.playing === null || line.flow.isClosed()) return;
    if (line.flow.isFull()) return line.flow.whenEmpty(() => playOn(line));
    playEvent(line);
  }
  setImmediate(playOn, line);
}

/** One timer for all streams with a pace. */
setInterval(() => {
  if (scene.kind !== "stream" || scene.everyMs === 0) return;
  const now = performance.now();
  for (const line of lines.values()) {
    if (line.playing === null || line.playing.dueAt > now) continue;
    line.playing.dueAt += scene.everyMs;
    playEvent(line);
  }
}, 1);

const server = Bun.listen({
  hostname: "127.0.0.1",
  port: Number(process.argv[2] ?? 0),
  socket: {
    open(socket) {
      socket.setNoDelay(true);
      const end = createMessageEnd();
      lines.set(socket, { flow: createFlow(socket), end, path: "", playing: null });
    },
    data(socket, bytes) {
      const line = lines.get(socket);
      if (line === undefined || !line.end.push(bytes)) return;
      line.path = line.end.startLine().split(" ", 2)[1] ?? "";
      line.end.reset();
      answer(line);
    },
    drain: (socket) => lines.get(socket)?.flow.drain(),
    close(socket) {
      lines.get(socket)?.flow.close();
      lines.delete(socket);
    },
    // A client that resets is one that left.
    error: () => undefined,
  },
});

answerParent(`http://127.0.0.1:${server.port}`, (question) => {
  scene = question as Scene;
});
