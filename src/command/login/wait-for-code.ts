/** The code of a sign-in: brought by the browser to this machine, or pasted by the person. */
import { isLoopbackHost } from "../../admit/check-origin.ts";
import { limits } from "../../base/limits.ts";
import { failed, type Result } from "../../base/result.ts";
import { readCode } from "../../custody/read-code.ts";
import { duration } from "../terminal/phrases.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface WaitInput {
  /** Where the provider sends the browser. */
  readonly redirectUri: string;
  readonly state: string;
  readonly terminal: Terminal;
  /** False with --paste: the browser is on another machine. */
  readonly mayListen: boolean;
}

/** The failure is a sentence. */
export async function waitForCode(input: WaitInput): Promise<Result<string, string>> {
  const { terminal, redirectUri, mayListen } = input;
  const over = new AbortController();
  const ways: Promise<Result<string, string>>[] = [];
  const isLocal = isLoopbackHost(new URL(redirectUri).host);
  if (isLocal && mayListen) {
    const listening = listen(input, over.signal);
    if (listening === null) terminal.error.line(explainTaken(redirectUri));
    else ways.push(listening);
  }
  if (terminal.isInteractive) ways.push(paste(input, over.signal));
  if (ways.length === 0) {
    return failed("Nobody can paste the code here; run this in a terminal.");
  }
  const timer = setTimeout(() => over.abort(), limits.loginTimeoutMs);
  try {
    return await Promise.race(ways);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

const tooLate = `Nothing came within ${duration(limits.loginTimeoutMs)}; try again.`;

function explainTaken(redirectUri: string): string {
  const { port } = new URL(redirectUri);
  return `Port ${port} is taken, so that the browser cannot bring the code; paste its address here.`;
}

/** Null when the port is taken. Ends with the signal. */
function listen(
  { redirectUri, state }: WaitInput,
  signal: AbortSignal,
): Promise<Result<string, string>> | null {
  const { port, pathname } = new URL(redirectUri);
  const { promise, resolve } = Promise.withResolvers<Result<string, string>>();
  const answer = (request: Request): Response => {
    const url = new URL(request.url);
    if (request.method !== "GET" || url.pathname !== pathname) return page(404, "Not here.");
    const code = readCode(request.url, state);
    // A page that guesses does not end the sign-in of the person.
    if (!code.ok) return page(400, code.failure);
    resolve(code);
    return page(200, "Signed in. This window can be closed.");
  };
  const server = serve(Number(port === "" ? 80 : port), answer);
  if (server === null) return null;
  signal.addEventListener(
    "abort",
    () => {
      resolve(failed(tooLate));
      // The last page may still be on its way.
      server.stop(false);
    },
    { once: true },
  );
  return promise;
}

function serve(port: number, answer: (request: Request) => Response) {
  try {
    return Bun.serve({ hostname: "127.0.0.1", port, development: false, fetch: answer });
  } catch (error) {
    // Bun's own error when the port is taken or not ours to take.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" || code === "EACCES") return null;
    throw error;
  }
}

function page(status: number, text: string): Response {
  // Plain text: what stands in the address must not become part of a page.
  const headers = { "content-type": "text/plain; charset=utf-8", connection: "close" };
  return new Response(`${text}\n`, { status, headers });
}

async function paste(
  { terminal, state }: WaitInput,
  signal: AbortSignal,
): Promise<Result<string, string>> {
  for (;;) {
    const typed = await terminal.ask("Code or address: ", signal);
    if (typed === null) return failed(signal.aborted ? tooLate : "Nothing was stored.");
    if (typed.trim() === "") continue;
    const code = readCode(typed, state);
    if (code.ok) return code;
    terminal.error.line(code.failure);
  }
}
