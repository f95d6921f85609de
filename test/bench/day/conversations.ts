/**
 * Conversations of coding agents that grow turn by turn: the request's body each time whole, with a
 * cache breakpoint that moves on, and answers as streams. Texts are pieces of this repository's
 * sources in which each line has a word of its own, so that they shrink no more than new code would.
 */
import { Glob } from "bun";
import { join } from "node:path";
import { createRandom } from "../../support/cut.ts";

export interface Asked {
  readonly conversation: string;
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
}

export interface Traffic {
  /** The next request of some conversation. */
  next(): Asked;
}

/** A conversation begins anew beyond this, bytes. */
const longestBytes = 160_000;
const systemBytes = 30_000;
const answersKept = 2_000;
const mark = ',"cache_control":{"type":"ephemeral"}';

/** `atOnce` conversations go on beside each other. */
export async function createTraffic(seed: number, atOnce: number): Promise<Traffic> {
  const random = createRandom(seed);
  const corpus = await readSources();
  /** Code of about that many bytes, as it stands in JSON. */
  const code = (bytes: number): string => {
    const start = random.integer(corpus.length);
    let text = "";
    for (let line = start; text.length < bytes; line++) {
      text += `${corpus[line % corpus.length]} // ${random.integer(1e9).toString(36)}\\n`;
    }
    return text;
  };
  const tail = Buffer.from(`],"system":[{"type":"text","text":"${code(systemBytes)}"${mark}}]}`);
  const answers = Array.from({ length: answersKept }, () =>
    writeAnswer(code, random.integer(1_200)),
  );
  const talks = Array.from({ length: atOnce }, (_, number) => beginTalk(number, code));
  let begun = atOnce;
  let asked = 0;

  return {
    next() {
      const place = random.integer(atOnce);
      let talk = talks[place];
      if (talk === undefined || talk.length > longestBytes) {
        talk = beginTalk(begun++, code);
        talks[place] = talk;
      }
      addTurn(talk, code(800 + random.integer(4_000)), code(200));
      const answer = answers[asked++ % answersKept] ?? Buffer.alloc(0);
      return { conversation: talk.name, request: writeRequest(talk, tail), answer };
    },
  };
}

interface Talk {
  readonly name: string;
  /** The messages so far, without the mark of the last one. */
  text: Buffer;
  length: number;
}

const head = Buffer.from(
  '{"model":"claude-opus-4-6","max_tokens":32000,"stream":true,"messages":[',
);

function beginTalk(number: number, code: (bytes: number) => string): Talk {
  const talk = { name: `talk ${number}`, text: Buffer.alloc(longestBytes + 20_000), length: 0 };
  append(talk, `{"role":"user","content":[{"type":"text","text":"${number}: ${code(600)}"`);
  return talk;
}

/** The mark of the last message is no part of the text: it moves on. */
function addTurn(talk: Talk, result: string, said: string): void {
  const id = `toolu_${talk.length}`;
  append(
    talk,
    `}]},{"role":"assistant","content":[{"type":"text","text":"${said}"},` +
      `{"type":"tool_use","id":"${id}","name":"read_file","input":{"path":"${id}"}}]},` +
      `{"role":"user","content":[{"type":"tool_result","tool_use_id":"${id}","content":"${result}"`,
  );
}

function append(talk: Talk, text: string): void {
  talk.length += talk.text.write(text, talk.length);
}

function writeRequest({ text, length }: Talk, tail: Buffer): Buffer {
  return Buffer.concat([head, text.subarray(0, length), Buffer.from(`${mark}}]}`), tail]);
}

/** A stream of small pieces, as Anthropic sends them. */
function writeAnswer(code: (bytes: number) => string, bytes: number): Buffer {
  const text = code(bytes).replaceAll(String.raw`\n`, " ");
  const pieces = text.match(/[^\\]{1,12}/g) ?? [];
  const deltas = pieces.map((piece) =>
    event(
      "content_block_delta",
      `"index":0,"delta":{"type":"text_delta","text":"${piece.replaceAll('"', "'")}"}`,
    ),
  );
  return Buffer.from(
    event(
      "message_start",
      '"message":{"id":"msg_1","usage":{"input_tokens":3,"output_tokens":1}}',
    ) +
      deltas.join("") +
      event("message_delta", '"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":300}') +
      event("message_stop", '"x":0'),
  );
}

function event(type: string, data: string): string {
  return `event: ${type}\ndata: {"type":"${type}",${data}}\n\n`;
}

/** Lines of all sources, escaped for JSON. */
async function readSources(): Promise<readonly string[]> {
  const root = join(import.meta.dir, "../../../src");
  const paths = await Array.fromAsync(new Glob("**/*.ts").scan({ cwd: root }));
  const texts = await Promise.all(
    paths.toSorted().map((path) => Bun.file(join(root, path)).text()),
  );
  const lines = texts.join("\n").split("\n");
  return lines.map((line) => JSON.stringify(line).slice(1, -1)).filter((line) => line.length > 8);
}
