/** Log lines: JSON for machines, text for a terminal. */
import type { Clock } from "../base/clock.ts";
import type { LogFields, Logger, LogLevel } from "../base/logger.ts";

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const colour = { debug: "gray", info: "cyan", warn: "yellow", error: "red" } as const;

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: "json" | "text";
  readonly clock: Clock;
  readonly write: (line: string) => void;
}

export function createLogger(options: LoggerOptions): Logger {
  const { level, format, clock, write } = options;
  const render = format === "json" ? renderJson : renderText;
  const at = (each: LogLevel) =>
    rank[each] < rank[level]
      ? () => undefined
      : (message: string, fields: LogFields = {}) =>
          write(render({ at: clock.now(), level: each, message, fields }));
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

interface Line {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

function renderJson({ at, level, message, fields }: Line): string {
  return JSON.stringify({ time: new Date(at).toISOString(), level, message, ...fields });
}

function renderText({ at, level, message, fields }: Line): string {
  // Loaded where there are colours: machines read JSON.
  const { styleText } = process.getBuiltinModule("node:util");
  const time = new Date(at).toTimeString().slice(0, 8);
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(" ");
  const head = `${styleText("gray", time)} ${styleText(colour[level], level.padEnd(5))} ${oneLine(message)}`;
  return details === "" ? head : `${head} ${styleText("gray", details)}`;
}

function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Control characters could forge a second line or move the cursor of a terminal. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}
