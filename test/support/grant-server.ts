/**
 * A provider as strict as they come: each refresh token works once, each access token until the
 * provider ends it. It keeps count of everything that a careless client would do.
 */

/** Where a process that refreshes is to be killed. */
export type CrashPoint = "before the call" | "answer noted" | "answer stored";

export interface GrantServer {
  readonly url: string;
  /** Of the tokens that are valid now; 0 for the first ones. */
  generation(): number;
  readonly counts: {
    calls: number;
    /** Refreshes of a token that had not ended. */
    needless: number;
    /** Refresh tokens that came a second time: with a real provider the grant would be over. */
    reused: number;
    /** Calls with an older token than one that their sender could have had. */
    stale: number;
    unknown: number;
  };
  stop(): Promise<void>;
}

export interface GrantServerOptions {
  /** Generations after which no token ends any more. */
  readonly generations: number;
  /** Calls that an access token serves before it ends. */
  readonly callsPerToken: number;
  /** Which crash to ask for in the course of which generation's refresh. */
  readonly crashAt: (generation: number) => CrashPoint | null;
}

/** Tells a client to die; see `custody-child.ts`. */
export const crashHeader = "x-test-crash";
/** Sent by the client: the newest token that the database held before it asked for one. */
export const knownHeader = "x-test-known";
export const doneStatus = 410;

export function startGrantServer(options: GrantServerOptions): GrantServer {
  const { generations, callsPerToken, crashAt } = options;
  const counts = { calls: 0, needless: 0, reused: 0, stale: 0, unknown: 0 };
  const asked = new Set<number>();
  let generation = 0;
  let served = 0;
  const isOver = () => served >= callsPerToken;

  function headersFor(points: readonly CrashPoint[]): HeadersInit {
    const point = crashAt(generation);
    if (point === null || !points.includes(point) || asked.has(generation)) return {};
    asked.add(generation);
    return { [crashHeader]: point };
  }

  function call(headers: Headers): Response {
    counts.calls += 1;
    const token = numberIn(headers.get("authorization"));
    if (numberIn(headers.get(knownHeader)) > token) counts.stale += 1;
    if (token > generation) counts.unknown += 1;
    if (generation >= generations || counts.reused > 0)
      return new Response(null, { status: doneStatus });
    if (token !== generation || isOver()) {
      return new Response(null, { status: 401, headers: headersFor(["before the call"]) });
    }
    served += 1;
    return new Response("ok");
  }

  async function refresh(request: Request): Promise<Response> {
    const fields = new URLSearchParams(await request.text());
    if (fields.get("refresh_token") !== `refresh-${generation}`) {
      counts.reused += 1;
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    }
    if (!isOver()) counts.needless += 1;
    const headers = headersFor(["answer noted", "answer stored"]);
    generation += 1;
    served = 0;
    const tokens = { access_token: `access-${generation}`, refresh_token: `refresh-${generation}` };
    return Response.json({ ...tokens, expires_in: 3_600 }, { headers });
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    development: false,
    fetch: (request) =>
      new URL(request.url).pathname === "/token" ? refresh(request) : call(request.headers),
  });
  return {
    url: server.url.href.replace(/\/$/, ""),
    generation: () => generation,
    counts,
    stop: () => server.stop(true),
  };
}

function numberIn(text: string | null): number {
  return Number(/\d+$/.exec(text ?? "")?.[0] ?? -1);
}
