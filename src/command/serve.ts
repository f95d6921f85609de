/** `codegate serve`: the gateway until a signal ends it. */
import { systemClock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import { version } from "../base/version.ts";
import { readEndpoints } from "../custody/open-custody.ts";
import { createGateway, type Gateway } from "../gateway.ts";
import { isLoopbackHost } from "../admit/check-origin.ts";
import { createLogger } from "../process/logger.ts";
import { readOptions, type Options } from "../process/options.ts";
import { ownProgramName } from "../process/program-name.ts";
import { serve, type Server } from "../server.ts";
import type { Snapshot } from "../store/snapshot.ts";

export async function runServe(): Promise<void> {
  const read = readOptions(process.env);
  if (!read.ok) return giveUp(read.failure);
  const options = read.value;
  const endpoints = readEndpoints(options.oauthFile);
  if (!endpoints.ok) return giveUp([endpoints.failure]);
  const logger = makeLogger(options);
  const gateway = createGateway({ ...options, logger });
  const snapshot = await gateway.ready;
  if (!mayListen(options, snapshot)) {
    await gateway.close();
    return giveUp([openDoor(options.host)]);
  }
  const server = listen(gateway, options);
  if (server === null) {
    await gateway.close();
    return giveUp([portTaken(options)]);
  }
  announce({ logger, snapshot, server, options });
  stopOnSignal({ gateway, server, logger, options });
}

function makeLogger({ logLevel, logFormat }: Options): Logger {
  const isTerminal = process.stdout.isTTY === true;
  const format = logFormat === "auto" ? (isTerminal ? "text" : "json") : logFormat;
  return createLogger({ level: logLevel, format, clock: systemClock, write: writeLine });
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Beyond this machine only with a key: otherwise anybody could spend the accounts. */
function mayListen({ host, proxyApiKey }: Options, snapshot: Snapshot): boolean {
  const storedKey = snapshot.settings.get("proxy_api_key") ?? "";
  const hasKey = proxyApiKey !== null || storedKey !== "" || snapshot.tenantsByKeyDigest.size > 0;
  return hasKey || isLoopbackHost(host);
}

function listen(gateway: Gateway, options: Options): Server | null {
  try {
    return serve(gateway, options);
  } catch (error) {
    // Bun's own error when the port is taken or not ours to take.
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" || code === "EACCES" || code === "EADDRNOTAVAIL") return null;
    throw error;
  }
}

interface Announcement {
  readonly logger: Logger;
  readonly snapshot: Snapshot;
  readonly server: Server;
  readonly options: Options;
}

function announce({ logger, snapshot, server, options }: Announcement): void {
  const enabled = [...snapshot.accounts.values()].filter((account) => account.enabled);
  const usable = enabled.filter(({ unusableReason }) => unusableReason === null);
  const url = server.url.href.replace(/\/$/, "");
  logger.info(`CodeGate ${version} listens on ${url}`, {
    url,
    pid: process.pid,
    data: options.dataDirectory,
    accounts: usable.length,
  });
  if (snapshot.problem !== null) logger.warn(snapshot.problem);
  else if (usable.length === 0) {
    logger.warn(`There are no accounts yet. Add one with: ${ownProgramName()} accounts add`);
  } else {
    logger.info(
      `Claude Code: ANTHROPIC_BASE_URL=${url}   OpenAI clients: OPENAI_BASE_URL=${url}/v1`,
    );
  }
}

interface Running {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly logger: Logger;
  readonly options: Options;
}

/** The first signal lets requests finish, the second one does not wait for them. */
function stopOnSignal({ gateway, server, logger, options }: Running): void {
  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info(`${signal}: stopping; requests under way may finish`);
    const deadline = Date.now() + options.stopTimeoutMs;
    await gateway.close();
    // What has been answered may still be on its way: whole answers to slow clients, last events.
    const drainMs = Math.max(deadline - Date.now(), limits.stopDrainMs);
    await Promise.race([server.stop(false), Bun.sleep(drainMs)]);
    await server.stop(true);
    logger.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
}

function openDoor(host: string): string {
  return (
    `CODEGATE_HOST is ${host}, which other machines can reach, and there is no key. ` +
    `Set PROXY_API_KEY (or run: ${ownProgramName()} keys new), or leave CODEGATE_HOST at 127.0.0.1.`
  );
}

function portTaken({ host, port }: Options): string {
  return (
    `CodeGate cannot listen on ${host}:${port}: the port is taken or not allowed. ` +
    "Stop what uses it, or set PROXY_PORT to another port."
  );
}

function giveUp(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
