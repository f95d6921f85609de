/** What could go wrong: a field of a masked request is looked for where it no longer stands. */
import { expect, test } from "bun:test";
import { moveRequest } from "../../../src/read/move-request.ts";
import { readRequest } from "../../../src/read/read-request.ts";
import { applySplices, type Splice } from "../../../src/read/splice.ts";
import { pick, seeded } from "../../support/sample-form.ts";

const random = seeded(12);
const read = (bytes: Uint8Array) => {
  const request = readRequest({ operation: "messages", dialect: "anthropic-messages", bytes });
  if (!request.ok) throw new Error(request.failure.message);
  return request.value;
};

/** Fields in any order, some of them twice, with texts that have a mark to be replaced. */
function randomBody(): string {
  const words = () =>
    Array.from({ length: Math.floor(random() * 4) }, () => pick(random, ["<>", "a", "é\\n"]));
  const text = () => `"${words().join(" ")}"`;
  const fields = [
    () => `"system": ${text()}`,
    () => `"messages" :[{"role":"user","content":${text()}} , {"content":[${text()}]}]`,
    () => `"metadata":{"user_id":${text()}}`,
    () => `"x<>":${text()}`,
    () => `"stream":true`,
    () => `"max_tokens":${Math.floor(random() * 900)}`,
  ];
  const chosen = Array.from({ length: Math.floor(random() * 8) }, () => pick(random, fields)());
  return `${pick(random, ["", " ", "\ufeff"])}{${[...chosen, '"model":"m"', `"input":${text()}`].join(",")}} `;
}

test("its fields are those that reading it again finds", () => {
  for (let turn = 0; turn < 2_000; turn++) {
    const bytes = Buffer.from(randomBody());
    const splices: Splice[] = [];
    for (let at = bytes.indexOf("<>"); at !== -1; at = bytes.indexOf("<>", at + 2)) {
      if (random() < 0.7)
        splices.push({ start: at, end: at + 2, text: pick(random, ["", "CG_x", "ü"]) });
    }
    const changed = applySplices(bytes, splices);
    expect(moveRequest(read(bytes), changed, splices)).toEqual(read(changed));
  }
});
