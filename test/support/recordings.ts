import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { WireHeaders } from "./http-message.ts";

/** An exchange recorded at a real provider. */
export interface Recording {
  readonly name: string;
  readonly family: RecordingFamily;
  readonly provider: string;
  readonly status: number;
  readonly stream: boolean;
  /** What occurs in it: "parallel-tools", "block:thinking", "no-done"... */
  readonly features: readonly string[];
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** The bytes of request.json, when the request is known. */
  readonly request: Uint8Array | null;
  /** The bytes of stream.sse or response.json. */
  readonly response: Uint8Array;
}

export type RecordingFamily =
  "anthropic" | "anthropic-count" | "openai-chat" | "openai-compatible" | "openai-responses";

/** A request recorded from a real client, scrubbed: long prose of vendors is elided. */
export interface ClientRequest {
  /** "claude-code-2.1.330": the folder. */
  readonly client: string;
  readonly scenario: string;
  /** Its place in the scenario, from 1. */
  readonly sequence: number;
  readonly note: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: WireHeaders;
  readonly body: Readonly<Record<string, unknown>> | null;
}

interface Meta {
  readonly name: string;
  readonly family: RecordingFamily;
  readonly provider: string;
  readonly status: number;
  readonly stream: boolean;
  readonly features: readonly string[];
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_headers: Readonly<Record<string, string>>;
}

interface ClientFile {
  readonly client: string;
  readonly scenario: string;
  readonly seq: number;
  readonly note: string;
  readonly method: string;
  readonly url: string;
  readonly header_order: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** Beside the repository, because the recordings are not part of it. */
const wireFolder = join(import.meta.dir, "../../../shared/wire");

/** All recorded exchanges in a fixed order; none, with one warning, when they are not there. */
export function recordings(folder = wireFolder): Recording[] {
  return filesBelow(join(folder, "fixtures/shared"), "*/*/meta.json").map(readRecording);
}

/** All recorded requests in a fixed order; none, with one warning, when they are not there. */
export function clientRequests(folder = wireFolder): ClientRequest[] {
  return filesBelow(join(folder, "clients"), "*/*.json").map(readClientRequest);
}

const missing = new Set<string>();

function filesBelow(folder: string, pattern: string): string[] {
  if (!existsSync(folder)) {
    if (!missing.has(folder)) console.warn(`skipped: no recordings in ${folder}`);
    missing.add(folder);
    return [];
  }
  return [...new Bun.Glob(pattern).scanSync({ cwd: folder, absolute: true })].toSorted();
}

function readRecording(metaFile: string): Recording {
  const folder = join(metaFile, "..");
  const meta = readJson<Meta>(metaFile);
  const names = readdirSync(folder);
  return {
    name: meta.name,
    family: meta.family,
    provider: meta.provider,
    status: meta.status,
    stream: meta.stream,
    features: meta.features,
    requestHeaders: meta.request_headers,
    responseHeaders: meta.response_headers,
    request: names.includes("request.json") ? readFileSync(join(folder, "request.json")) : null,
    response: readFileSync(join(folder, meta.stream ? "stream.sse" : "response.json")),
  };
}

function readClientRequest(file: string): ClientRequest {
  const recorded = readJson<ClientFile>(file);
  return {
    client: recorded.client,
    scenario: recorded.scenario,
    sequence: recorded.seq,
    note: recorded.note,
    method: recorded.method,
    target: recorded.url,
    headers: recorded.header_order.flatMap((name): WireHeaders => {
      const value = recorded.headers[name.toLowerCase()];
      return value === undefined ? [] : [[name, value]];
    }),
    body: recorded.body,
  };
}

function readJson<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, "utf8")) as Shape;
}
