/** Reads the environment into one frozen object, or says exactly what is wrong with it. */
import { limits } from "../base/limits.ts";
import type { LogLevel } from "../base/logger.ts";
import { failed, success, type Result } from "../base/result.ts";
import { closestName } from "./closest-name.ts";

export interface Options {
  /** Address to listen on. Anything but loopback needs a key. */
  readonly host: string;
  /** TCP port; 0 lets the system choose. */
  readonly port: number;
  /** Folder with `codegate.db` and the key files. */
  readonly dataDirectory: string;
  /** Key that every model request must carry; null = not set. */
  readonly proxyApiKey: string | null;
  /** Passphrase of the account key; null = key file. */
  readonly accountKey: string | null;
  /** Older name of the same, with a derivation of its own. */
  readonly masterKey: string | null;
  /** Passphrase of the guardrail key; null = key file. */
  readonly guardrailKey: string | null;
  /** JSON file that changes what is known of token endpoints; null = none. */
  readonly oauthFile: string | null;
  /** Credential file of Claude Code that `accounts import` reads; null = its usual place. */
  readonly claudeCredentialsFile: string | null;
  /** Host names that requests may be addressed to, besides loopback and `host`. */
  readonly allowedHosts: readonly string[];
  /** Web origins that may call from a browser, such as `http://localhost:3000`. */
  readonly allowedOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** "auto" writes text to a terminal and JSON lines elsewhere. */
  readonly logFormat: "auto" | "json" | "text";
  /** Largest request body, bytes. */
  readonly requestBodyBytes: number;
  readonly headersTimeoutMs: number;
  readonly firstContentTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly pingIntervalMs: number;
  /** Wait for a stream's begin after which its client gets one all the same; 0 = never. */
  readonly earlyAnswerMs: number;
  readonly stopTimeoutMs: number;
  /** Processes that answer on the same port. */
  readonly workers: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

type Read<Value> = (text: string) => Result<Value, string>;

interface Variable<Value> {
  readonly name: string;
  readonly fallback: Value;
  readonly read: Read<Value>;
}

const megabyte = 1_024 * 1_024;

const text: Read<string> = (value) => success(value);

/** "auto" and the empty string mean "not set": the dashboard's own convention. */
const passphrase: Read<string | null> = (value) => success(value === "auto" ? null : value);

function integer(lowest: number, highest: number, scale = 1): Read<number> {
  return (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= lowest && number <= highest
      ? success(number * scale)
      : failed(`a whole number from ${lowest} to ${highest}`);
  };
}

function seconds(lowest: number, highest: number): Read<number> {
  return integer(lowest, highest, 1_000);
}

function oneOf<Value extends string>(...values: readonly Value[]): Read<Value> {
  return (value) => {
    const found = values.find((each) => each === value.toLowerCase());
    return found === undefined ? failed(`one of ${values.join(", ")}`) : success(found);
  };
}

const list: Read<readonly string[]> = (value) =>
  success(
    value
      .split(",")
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== ""),
  );

const origins: Read<readonly string[]> = (value) => {
  const parts = list(value);
  if (!parts.ok) return parts;
  const wrong = parts.value.find((part) => !/^[a-z][a-z0-9+.-]*:\/\/[^/]+$/.test(part));
  return wrong === undefined ? parts : failed("origins such as http://localhost:3000, by commas");
};

const workers: Read<number> = (value) => {
  if (value === "auto") return success(Math.min(navigator.hardwareConcurrency, limits.workers));
  const count = integer(1, limits.workers)(value);
  return count.ok ? count : failed(`auto or ${count.failure}`);
};

/** An API key travels in a header, so it cannot hold white space or control characters. */
const headerKey: Read<string | null> = (value) =>
  /^[\x21-\x7e]+$/.test(value) ? success(value) : failed("printable ASCII without spaces");

function variable<Value>(name: string, fallback: Value, read: Read<Value>): Variable<Value> {
  return { name, fallback, read };
}

const variables = {
  host: variable("CODEGATE_HOST", "127.0.0.1", text),
  port: variable("PROXY_PORT", 9212, integer(0, 65_535)),
  dataDirectory: variable("DATA_DIR", "./data", text),
  proxyApiKey: variable<string | null>("PROXY_API_KEY", null, headerKey),
  accountKey: variable<string | null>("ACCOUNT_KEY", null, passphrase),
  masterKey: variable<string | null>("MASTER_KEY", null, passphrase),
  guardrailKey: variable<string | null>("GUARDRAIL_KEY", null, passphrase),
  oauthFile: variable<string | null>("CODEGATE_OAUTH_FILE", null, text),
  claudeCredentialsFile: variable<string | null>("CLAUDE_CREDENTIALS_FILE", null, text),
  allowedHosts: variable<readonly string[]>("CODEGATE_ALLOWED_HOSTS", [], list),
  allowedOrigins: variable<readonly string[]>("CODEGATE_ALLOWED_ORIGINS", [], origins),
  logLevel: variable<LogLevel>(
    "CODEGATE_LOG_LEVEL",
    "info",
    oneOf("debug", "info", "warn", "error"),
  ),
  logFormat: variable<Options["logFormat"]>(
    "CODEGATE_LOG_FORMAT",
    "auto",
    oneOf("auto", "json", "text"),
  ),
  requestBodyBytes: variable(
    "CODEGATE_BODY_LIMIT_MB",
    limits.requestBodyBytes,
    integer(1, 1_024, megabyte),
  ),
  headersTimeoutMs: variable(
    "CODEGATE_HEADERS_TIMEOUT_SECONDS",
    limits.headersTimeoutMs,
    seconds(1, 3_600),
  ),
  firstContentTimeoutMs: variable(
    "CODEGATE_FIRST_CONTENT_TIMEOUT_SECONDS",
    limits.firstContentTimeoutMs,
    seconds(1, 3_600),
  ),
  idleTimeoutMs: variable("CODEGATE_IDLE_TIMEOUT_SECONDS", limits.idleTimeoutMs, seconds(1, 3_600)),
  pingIntervalMs: variable("CODEGATE_PING_SECONDS", limits.pingIntervalMs, seconds(1, 60)),
  earlyAnswerMs: variable("CODEGATE_EARLY_ANSWER_SECONDS", limits.earlyAnswerMs, seconds(0, 3_600)),
  stopTimeoutMs: variable("CODEGATE_STOP_TIMEOUT_SECONDS", limits.stopTimeoutMs, seconds(0, 3_600)),
  workers: variable("CODEGATE_WORKERS", 1, workers),
} satisfies { readonly [Name in keyof Options]: Variable<Options[Name]> };

/** All variables with their defaults, for `codegate --help` and the README's table. */
export const variableNames: readonly string[] = Object.values(variables).map(({ name }) => name);

/**
 * The options that the environment asks for. A failure is a list of sentences, one for each
 * variable that cannot be used; nothing is guessed.
 */
export function readOptions(environment: Environment): Result<Options, readonly string[]> {
  const problems = unknownVariables(environment);
  const options: Record<string, unknown> = {};
  for (const [option, { name, fallback, read }] of Object.entries(variables)) {
    const given = environment[name]?.trim() ?? "";
    const result = given === "" ? success(fallback) : (read as Read<unknown>)(given);
    if (result.ok) options[option] = result.value;
    else problems.push(`${name} is "${shown(name, given)}"; write ${result.failure}.`);
  }
  if (problems.length > 0) return failed(problems);
  return success(Object.freeze(options) as unknown as Options);
}

/** A misspelt CODEGATE_ variable would silently do nothing, so it is refused. */
function unknownVariables(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith("CODEGATE_") && !variableNames.includes(name))
    .map((name) => {
      const meant = closestName(name, variableNames);
      const unknown = `${name} is not a variable of CodeGate`;
      return meant === null
        ? `${unknown}: take it out, or see its README for those there are.`
        : `${unknown}; did you mean ${meant}?`;
    });
}

function shown(name: string, value: string): string {
  return name.endsWith("_KEY") ? "(hidden)" : value;
}
