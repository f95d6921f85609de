/** One turn that a client may build on (`previous_response_id`), and its sealed form. */
import { createCipheriv, createDecipheriv } from "node:crypto";

export interface KeptTurn {
  /** Id of the response before it; null = it begins a conversation. */
  readonly previous: string | null;
  /** The same for all turns of a chain. */
  readonly conversation: string;
  /** The items that the client sent in this turn, as the text of a JSON array. */
  readonly input: string;
  /** The response as its client got it, as JSON text. */
  readonly response: string;
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
/** Fast, and still a fifth of the size: conversations repeat themselves. */
const compression = { level: 1 } as const;

/** `place` is whose turn it is and its id: sealed bytes that were moved elsewhere do not open. */
export function sealTurn(turn: KeptTurn, place: string, key: Uint8Array): Uint8Array {
  const { previous, conversation, input, response } = turn;
  const text = JSON.stringify([previous, conversation, input, response]);
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place, "utf8"));
  const sealed = cipher.update(Bun.zstdCompressSync(Buffer.from(text, "utf8"), compression));
  return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]);
}

/** Null when this key did not seal it for this place. */
export function openTurn(sealed: Uint8Array, place: string, key: Uint8Array): KeptTurn | null {
  if (sealed.length < nonceBytes + tagBytes) return null;
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(place, "utf8"));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const opened = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
  try {
    return readTurn(Buffer.concat([opened, decipher.final()]));
  } catch (error) {
    // The only failure of final() in GCM: the tag does not fit. It has a message and no code.
    if (error instanceof Error && error.message.includes("authenticate")) return null;
    throw error;
  }
}

/** What has been authenticated is what `sealTurn` wrote. */
function readTurn(packed: Uint8Array<ArrayBuffer>): KeptTurn {
  const text = Bun.zstdDecompressSync(packed).toString("utf8");
  const [previous, conversation, input, response] = JSON.parse(text) as [
    string | null,
    string,
    string,
    string,
  ];
  return { previous, conversation, input, response };
}
