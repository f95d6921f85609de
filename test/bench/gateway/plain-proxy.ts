/** What CodeGate is compared with: nginx where it is installed, else the least proxy in Bun. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../../support/child.ts";
import type { Target } from "./targets.ts";

export type PlainKind = "nginx" | "bun";

export interface PlainProxy extends Target {
  readonly kind: PlainKind;
}

const nginx = Bun.which("nginx", { PATH: `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin` });

export function startPlainProxy(upstream: string): Promise<PlainProxy> {
  return nginx === null ? startBun(upstream) : startNginx(nginx, upstream);
}

/** What this runtime allows: a proxy in Bun that does nothing but relay. */
export async function startRelay(upstream: string): Promise<Target> {
  const { child, first } = await startChild(join(import.meta.dir, "bun-proxy-host.ts"), [upstream]);
  const { url, pid } = first as { readonly url: string; readonly pid: number };
  return { name: "relay", url, pid, headers: "", stop: () => child.stop() };
}

async function startBun(upstream: string): Promise<PlainProxy> {
  return { ...(await startRelay(upstream)), name: "plain", kind: "bun" };
}

async function startNginx(program: string, upstream: string): Promise<PlainProxy> {
  const directory = mkdtempSync(join(tmpdir(), "codegate-bench-"));
  const port = freePort();
  const file = join(directory, "nginx.conf");
  await Bun.write(file, configuration(directory, port, new URL(upstream).host));
  const child = Bun.spawn([program, "-p", directory, "-c", file, "-e", join(directory, "errors")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const kill = (): void => child.kill();
  // It would go on by itself when the benchmark is broken off.
  process.on("exit", kill);
  const url = `http://127.0.0.1:${port}`;
  await untilItListens(port);
  return {
    name: "plain",
    kind: "nginx",
    url,
    pid: child.pid,
    headers: "",
    async stop() {
      child.kill();
      await child.exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** One process, nothing logged, connections kept, nothing buffered that has come. */
function configuration(directory: string, port: number, upstream: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off;
master_process off;
pid ${directory}/pid;
events { worker_connections 8192; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  client_max_body_size 64m;
  client_body_buffer_size 2m;
  keepalive_requests 100000000;
  upstream provider { server ${upstream}; keepalive 2048; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600s;
    }
  }
}
`;
}

function freePort(): number {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: () => undefined },
  });
  const { port } = listener;
  listener.stop(true);
  return port;
}

async function untilItListens(port: number): Promise<void> {
  const tries = 100;
  for (let left = tries; ; left--) {
    try {
      const socket = await Bun.connect({
        hostname: "127.0.0.1",
        port,
        socket: { data: () => undefined },
      });
      socket.end();
      return;
    } catch (error) {
      // Refused until it listens.
      if (left === 0) throw error;
      await Bun.sleep(20);
    }
  }
}
