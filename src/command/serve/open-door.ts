import { failed, success, type Result } from "../../base/result.ts";
import type { Options } from "../../process/options.ts";

/** What listens, or a sentence that says why nothing can there and what to do. */
export function openDoor<Door>(
  { host, port }: Pick<Options, "host" | "port">,
  open: () => Door,
): Result<Door, string> {
  try {
    return success(open());
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall !== "listen" && syscall !== "getaddrinfo") throw error;
    return failed(whyShut(code ?? "", host, port));
  }
}

function whyShut(code: string, host: string, port: number): string {
  const what = `CodeGate cannot listen on ${host}:${port}`;
  if (code === "EADDRINUSE") {
    return `${what}: the port is taken. Stop what uses it, or set PROXY_PORT to another port.`;
  }
  if (code === "EACCES") {
    return `${what}: this user may not use the port. Set PROXY_PORT to one above 1023.`;
  }
  return (
    `${what}: this machine has no such address (${code}). ` +
    "Leave CODEGATE_HOST at 127.0.0.1, or write an address that it has."
  );
}
