// What could go wrong: a fault of the gateway reaches SDKs as a page they cannot read, or nobody
// ever learns where it happened, or the log quotes what the client sent.
import { expect, test } from "bun:test";
import { silentLogger, type LogFields } from "../../src/base/logger.ts";
import { errorBody } from "../support/errors.ts";
import { rawRequest } from "../support/raw-client.ts";
import { json } from "../support/reply.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { speeches } from "../support/speeches.ts";
import { startGateway } from "../support/start-gateway.ts";

/** A fault in the middle of the journey: what the host gave for the log lines throws. */
function faulty(fault: () => Error) {
  const lines: { message: string; fields: LogFields }[] = [];
  const logger = {
    ...silentLogger,
    warn: () => {
      throw fault();
    },
    error: (message: string, fields: LogFields = {}) => lines.push({ message, fields }),
  };
  return { logger, lines };
}

test.each(speeches)(
  "$dialect: a fault is an error of the dialect and a log line",
  async (speech) => {
    const { logger, lines } = faulty(() => new TypeError("undefined is not an object"));
    const upstream = startUpstream(() =>
      json(500, errorBody(speech.dialect, { type: "server_error", message: "no" })),
    );
    const accounts = [{ name: "only", provider: speech.provider, baseUrl: upstream.url }];
    await using gateway = await startGateway({ accounts }, { logger });
    const answer = await rawRequest(`${gateway.url}${speech.path}`, speech.request(false));
    expect(answer.status).toBe(500);
    expect(answer.header("content-type")).toBe("application/json");
    const type = speech.dialect === "anthropic-messages" ? "api_error" : "server_error";
    expect(answer.json()).toMatchObject({
      error: { type, message: expect.stringContaining("fault of its own") },
    });
    const [line] = lines;
    expect(lines).toHaveLength(1);
    expect(line?.fields["request"]).toBe(answer.header("x-codegate-request-id"));
    expect(line?.fields["reason"]).toBe("undefined is not an object");
    expect(line?.fields["stack"]).toContain("note-failure.ts");
    // The gateway goes on.
    expect((await rawRequest(`${gateway.url}/health`)).status).toBe(200);
    await upstream.stop();
  },
);

test("words that may quote a body are not logged", async () => {
  const { logger, lines } = faulty(() => new SyntaxError('Unexpected token "s" in sk-secret'));
  const upstream = startUpstream(() => json(500, {}));
  const accounts = [{ name: "only", provider: "anthropic", baseUrl: upstream.url }];
  await using gateway = await startGateway({ accounts }, { logger });
  const speech = speeches[0];
  if (speech === undefined) throw new Error("no speech");
  const answer = await rawRequest(`${gateway.url}${speech.path}`, speech.request(false));
  expect(answer.text()).not.toContain("secret");
  expect(JSON.stringify(lines)).not.toContain("secret");
  expect(lines[0]?.fields["error"]).toBe("SyntaxError");
  await upstream.stop();
});
