/** What every way of serving does at its start: logs, checks, a door, and a first word. */
import { fstatSync } from "node:fs";
import { isLoopbackHost } from "../../admit/check-origin.ts";
import { everybodyNeedsKey } from "../../admit/identify-caller.ts";
import { findShortKey } from "../../admit/find-short-key.ts";
import { systemClock } from "../../base/clock.ts";
import { limits } from "../../base/limits.ts";
import type { Logger } from "../../base/logger.ts";
import type { Result } from "../../base/result.ts";
import { version } from "../../base/version.ts";
import type { Gateway } from "../../gateway.ts";
import { isMasking } from "../../guard/is-masking.ts";
import { compileAsUsual } from "../../process/compiler.ts";
import { createIdleCollector } from "../../process/idle-collector.ts";
import { workWhenIdle } from "../../process/idle-work.ts";
import { createLineWriter } from "../../process/line-writer.ts";
import { createLogger } from "../../process/logger.ts";
import type { Options } from "../../process/options.ts";
import { ownProgramName } from "../../process/program-name.ts";
import { serve, type Server } from "../../server.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import { openDoor } from "./open-door.ts";

export function makeLogger({ logLevel, logFormat }: Options): Logger {
  const format = logFormat === "auto" ? (isTerminal() ? "text" : "json") : logFormat;
  const write = createLineWriter(() => Bun.stdout.writer());
  return createLogger({ level: logLevel, format, clock: systemClock, write });
}

/** `process.stdout` brings Node's streams with it, 2 ms and 1 MB: it is asked where it may be one. */
function isTerminal(): boolean {
  return fstatSync(1).isCharacterDevice() && process.stdout.isTTY === true;
}

/** Beyond this machine only with a key: otherwise anybody could spend the accounts. */
export function mayListen({ host, proxyApiKey }: Options, snapshot: Snapshot): boolean {
  const storedKey = snapshot.settings.get("proxy_api_key") ?? "";
  const hasKey = proxyApiKey !== null || storedKey !== "" || snapshot.tenantsByKeyDigest.size > 0;
  return hasKey || isLoopbackHost(host);
}

/** `isShared`: other workers listen on the port too. */
export function listen(
  gateway: Gateway,
  options: Options,
  isShared: boolean,
): Result<Server, string> {
  const opened = openDoor(options, () => serve(gateway, options, isShared));
  if (!opened.ok) return opened;
  const server = opened.value;
  compileAsUsual();
  collectWhenIdle(server);
  void gateway.ready.then((snapshot) => warmWhenIdle(server, snapshot));
  return opened;
}

/** Only in processes of our own: what a host does with its memory is its affair. */
function collectWhenIdle({ pending }: Server): void {
  const look = createIdleCollector({
    processorMs,
    pending,
    resident: process.memoryUsage.rss,
    collect: () => Bun.gc(true),
  });
  setInterval(look, limits.idleLookMs).unref();
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Only in processes of our own, and only where guardrails are on. */
function warmWhenIdle({ pending }: Server, snapshot: Snapshot): void {
  if (!isMasking(snapshot)) return;
  workWhenIdle(loadAndWarmUp(), {
    pending,
    now: () => performance.now(),
    later: (call, milliseconds) => void setTimeout(call, milliseconds).unref(),
  });
}

/** Loaded with the first step: a start does without. */
function* loadAndWarmUp(): Generator<void> {
  const { warmUp } =
    require("../../guard/warm/warm-up.ts") as typeof import("../../guard/warm/warm-up.ts");
  yield* warmUp();
}

interface Announcement {
  readonly logger: Logger;
  readonly snapshot: Snapshot;
  /** Without a slash at its end. */
  readonly url: string;
  readonly options: Options;
}

export function announce({ logger, snapshot, url, options }: Announcement): void {
  const enabled = [...snapshot.accounts.values()].filter((account) => account.enabled);
  const usable = enabled.filter(({ unusableReason }) => unusableReason === null);
  logger.info(`CodeGate ${version} listens on ${url}`, {
    url,
    pid: process.pid,
    data: options.dataDirectory,
    accounts: usable.length,
    ...(options.workers > 1 && { workers: options.workers }),
  });
  const shortKey = findShortKey(options.proxyApiKey, snapshot);
  if (shortKey !== null) logger.warn(`${shortKey.what} Set a longer one.`);
  if (snapshot.problem !== null) logger.warn(snapshot.problem);
  else if (usable.length === 0) {
    logger.warn(whyNobody(snapshot.accounts.size));
  } else {
    logger.info(howToConnect(url, everybodyNeedsKey(options.proxyApiKey, snapshot)));
  }
}

function howToConnect(at: string, takesKey: boolean): string {
  // All addresses are none for a client; from elsewhere it is this machine's name.
  const url = at.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, "//localhost");
  const key = takesKey ? "YOUR-CODEGATE-KEY" : "any";
  return (
    `Claude Code: ANTHROPIC_BASE_URL=${url} ANTHROPIC_AUTH_TOKEN=${key}   ` +
    `OpenAI clients: OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=${key}`
  );
}

function whyNobody(accounts: number): string {
  const program = ownProgramName();
  return accounts === 0
    ? `There are no accounts yet. Add one with: ${program} accounts add`
    : `No account can be used. Why: ${program} accounts list`;
}

export function needsKey(host: string): string {
  return (
    `CODEGATE_HOST is ${host}, which other machines can reach, and there is no key. ` +
    `Set PROXY_API_KEY (or run: ${ownProgramName()} keys new), or leave CODEGATE_HOST at 127.0.0.1.`
  );
}

export function giveUp(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
