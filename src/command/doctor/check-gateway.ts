/** The running gateway, its port and its door. */
import { isLoopbackHost } from "../../admit/check-origin.ts";
import { findShortKey } from "../../admit/find-short-key.ts";
import { version } from "../../base/version.ts";
import type { Options } from "../../process/options.ts";
import type { Snapshot } from "../../store/snapshot.ts";
import type { GatewayAnswer } from "../status/ask-gateway.ts";
import { count } from "../terminal/phrases.ts";
import { fine, orFine, problem, warning, type Finding } from "./finding.ts";

export interface GatewayFacts {
  readonly answer: GatewayAnswer;
  readonly options: Pick<Options, "host" | "port" | "proxyApiKey">;
  readonly snapshot: Snapshot;
  readonly program: string;
}

export function checkGateway({
  answer,
  options,
  snapshot,
  program,
}: GatewayFacts): readonly Finding[] {
  const door = [...checkDoor(options, snapshot), ...checkKeyLength(options, snapshot, program)];
  if (answer.kind === "silent") {
    return [
      ...door,
      fine("gateway", `No gateway runs at ${answer.url}; start one with: ${program} serve`),
    ];
  }
  if (answer.kind === "stranger") {
    const what = `Something at ${answer.url} ${answer.what}, and it is no CodeGate.`;
    const remedy = "Stop what has the port, or choose another with PROXY_PORT.";
    return [...door, problem("gateway", what, remedy)];
  }
  const { health, url } = answer;
  const findings = [...door];
  const { usableAccounts, unusableAccounts, droppedRows, database } = health;
  const enabled = [...snapshot.accounts.values()].filter((account) => account.enabled).length;
  if (
    usableAccounts !== null &&
    unusableAccounts !== null &&
    usableAccounts + unusableAccounts !== enabled
  ) {
    const what = `The gateway at ${url} counts other accounts than this database has.`;
    findings.push(problem("gateway", what, "Start it, or this command, with the same DATA_DIR."));
  }
  if (database !== null && database !== "ok") {
    findings.push(
      problem("gateway", `The gateway says: ${database}`, "See its log for the place."),
    );
  }
  if (droppedRows !== null && droppedRows > 0) {
    const what = `The gateway has lost ${count(droppedRows, "row")}.`;
    findings.push(
      warning("gateway", what, "See its log; a locked or full disk is the usual cause."),
    );
  }
  if (health.version !== version) {
    const what = `The gateway at ${url} is version ${health.version}, this is ${version}.`;
    findings.push(warning("gateway", what, "Restart it, or use the command of its version."));
  }
  return orFine(findings, "gateway", `The gateway at ${url} runs and uses this database.`);
}

function checkKeyLength(
  { proxyApiKey }: GatewayFacts["options"],
  snapshot: Snapshot,
  program: string,
): readonly Finding[] {
  const short = findShortKey(proxyApiKey, snapshot);
  if (short === null) return [];
  const remedy =
    short.source === "environment"
      ? "Set a longer one, and give it to your clients."
      : `Make another one, and give it to your clients: ${program} keys new`;
  return [warning("gateway", short.what, remedy)];
}

function checkDoor(
  { host, proxyApiKey }: GatewayFacts["options"],
  { settings, tenantsByKeyDigest }: Snapshot,
): readonly Finding[] {
  const hasKey =
    proxyApiKey !== null ||
    (settings.get("proxy_api_key") ?? "") !== "" ||
    tenantsByKeyDigest.size > 0;
  if (hasKey || isLoopbackHost(host)) return [];
  const what = `CODEGATE_HOST is ${host}, which other machines can reach, and there is no key.`;
  return [problem("gateway", what, "Set PROXY_API_KEY, or leave CODEGATE_HOST at 127.0.0.1.")];
}
