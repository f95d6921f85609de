/** Request bodies of the kinds that agents send, made from real source code, the same each run. */
import { join } from "node:path";

const packages = join(import.meta.dir, "../../node_modules");

async function readFiles(pattern: string, wantedBytes: number): Promise<string[]> {
  const texts: string[] = [];
  let total = 0;
  for (const file of [...new Bun.Glob(pattern).scanSync(packages)].toSorted()) {
    const text = await Bun.file(join(packages, file)).text();
    // What an agent reads in one go: no stubs, and no bundles.
    if (text.length < 500 || text.length > 30_000) continue;
    texts.push(text);
    total += text.length;
    if (total > wantedBytes) break;
  }
  return texts;
}

function writeTool(index: number) {
  const point = { type: "object", properties: { x: { type: "number" }, y: { type: "boolean" } } };
  return {
    name: `tool_${index}`,
    description: `Does the thing that is called number ${index}.`,
    input_schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        path: { type: "string", description: "The absolute path to the file" },
        mode: { type: "string", enum: ["read", "write", "append"], default: "read" },
        limit: { type: "integer", minimum: 0, maximum: 2_000, default: 200 },
        points: {
          type: "array",
          items: { ...point, required: ["x"], additionalProperties: false },
        },
      },
      required: ["path"],
      additionalProperties: false,
    },
  };
}

function writeTurns(results: readonly string[]): object[] {
  return results.flatMap((content, index) => {
    const id = `toolu_01${index.toString().padStart(22, "A")}`;
    const input = { file_path: `/home/user/project/src/file-${index}.ts`, limit: 2_000 };
    const text = "Let me read the file to see what it says.";
    return [
      {
        role: "assistant",
        content: [
          { type: "text", text },
          { type: "tool_use", id, name: "Read", input },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content }] },
    ];
  });
}

function write(fields: object, indent?: number): Uint8Array {
  const common = { model: "claude-opus-4-8", max_tokens: 32_000, stream: true, temperature: 1 };
  return new TextEncoder().encode(JSON.stringify({ ...common, ...fields }, null, indent));
}

function list<Item>(length: number, make: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => make(index));
}

function agentBody(code: readonly string[], tools: number): Uint8Array {
  const instructions = `Be brief.\n${"- Read a file before you change it; ask when in doubt.\n".repeat(250)}`;
  const system = [{ type: "text", text: instructions, cache_control: { type: "ephemeral" } }];
  return write({ system, tools: list(tools, writeTool), messages: writeTurns(code) });
}

function writeMessage(index: number) {
  const text = `Message number ${index}: go on with the next one.`;
  return { role: index % 2 === 0 ? "user" : "assistant", content: [{ type: "text", text }] };
}

/** Bodies by kind. The first ones are what agents send all day, the others are extremes. */
export async function makeBodies(): Promise<Map<string, Uint8Array>> {
  const code = await readFiles("{openai,drizzle-orm}/**/*.{ts,js,mjs}", 950_000);
  const manifests = await readFiles("**/package.json", 300_000);
  const base64 = Buffer.from(list(170_000, (index) => (index * index * 31) % 251)).toString(
    "base64",
  );
  const image = {
    type: "image",
    source: { type: "base64", media_type: "image/png", data: base64 },
  };
  const toolTexts = list(40, (index) =>
    JSON.stringify(list(40, (each) => writeTool(each + index))),
  );
  return new Map([
    ["agent, 1 MB of code", agentBody(code, 30)],
    ["agent, 100 KB of code", agentBody(code.slice(0, 14), 10)],
    ["agent, first turn", agentBody(code.slice(0, 1), 30)],
    [
      "long prose",
      write({ messages: writeTurns(list(40, () => "lorem ipsum dolor ".repeat(1_400))) }),
    ],
    [
      "non-ASCII",
      write({ messages: writeTurns(list(40, () => "日本語のテキスト。\n".repeat(900))) }),
    ],
    ["base64 images", write({ messages: list(4, () => ({ role: "user", content: [image] })) })],
    ["package manifests read", write({ messages: writeTurns(manifests) })],
    ["compact JSON in strings", write({ messages: writeTurns(toolTexts) })],
    ["tool schemas", write({ tools: list(1_500, writeTool), messages: [] })],
    ["small messages", write({ messages: list(10_000, writeMessage) })],
    ["indented", write({ tools: list(700, writeTool), messages: [] }, 2)],
    ["escapes only", write({ messages: [{ role: "user", content: '\\"\n\t'.repeat(120_000) }] })],
  ]);
}
