/** The bytes of a request's body, decompressed, never more than the limit. */
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";

export interface Body {
  readonly bytes: Uint8Array;
  readonly wasCompressed: boolean;
}

export async function readBody(
  request: Request,
  limitBytes: number,
): Promise<Result<Body, Refusal>> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > limitBytes) return failed(tooLarge(limitBytes));
  // Fast path: nearly every client declares the length, and then one native read is enough.
  const bytes = Number.isNaN(declared)
    ? await readCounted(request, limitBytes)
    : Buffer.from(await request.arrayBuffer());
  if (bytes === null || bytes.length > limitBytes) return failed(tooLarge(limitBytes));
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  return encoding === "identity" || encoding === ""
    ? success({ bytes, wasCompressed: false })
    : decompress(bytes, encoding, limitBytes);
}

/** A body without a declared length is counted while it comes; null = more than the limit. */
async function readCounted(request: Request, limitBytes: number): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    total += value.length;
    if (total > limitBytes) break;
    parts.push(value);
  }
  // Not awaited: a host that hands over a copy of its request (Elysia's mount does) has split the
  // body, and cancelling one half resolves only with the other. The answer is clear in any case.
  void reader.cancel().catch(() => undefined);
  return null;
}

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array;

type Zlib = typeof import("node:zlib");

const decompressors: ReadonlyMap<string, (zlib: Zlib) => Decompress> = new Map([
  ["gzip", (zlib: Zlib): Decompress => zlib.gunzipSync],
  ["x-gzip", (zlib) => zlib.gunzipSync],
  ["deflate", (zlib) => zlib.inflateSync],
  ["br", (zlib) => zlib.brotliDecompressSync],
  ["zstd", (zlib) => zlib.zstdDecompressSync],
]);

function decompress(
  bytes: Uint8Array,
  encoding: string,
  limitBytes: number,
): Result<Body, Refusal> {
  const choose = decompressors.get(encoding);
  if (choose === undefined) {
    const known = [...decompressors.keys()].join(", ");
    return failed(invalid(`content-encoding "${encoding}" is not supported; use one of ${known}.`));
  }
  // Loaded with the first compressed body: hardly any client sends one, and each start would pay.
  const inflate = choose(process.getBuiltinModule("node:zlib"));
  try {
    return success({
      bytes: inflate(bytes, { maxOutputLength: limitBytes }),
      wasCompressed: true,
    });
  } catch (error) {
    // Only the decompressors throw here: broken data, or more output than the limit.
    if (!(error instanceof Error)) throw error;
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    return failed(
      isTooLarge ? tooLarge(limitBytes) : invalid(`The ${encoding} body could not be read.`),
    );
  }
}

function tooLarge(limitBytes: number): Refusal {
  const megabytes = Math.floor(limitBytes / (1_024 * 1_024));
  return {
    kind: "too_large",
    message: `The request body is larger than ${megabytes} MB (CODEGATE_BODY_LIMIT_MB).`,
    retryable: false,
  };
}

function invalid(message: string): Refusal {
  return { kind: "invalid_request", message, retryable: false };
}
