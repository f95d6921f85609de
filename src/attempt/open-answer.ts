/** Looks into a response until it is clear whether the client should get it. */
import { failed, type Result } from "../base/result.ts";
import type { UpstreamAnswer } from "./answer.ts";
import type { OpenInput, OpenOptions } from "./open-input.ts";
import { openStream } from "./open-stream.ts";
import { openWhole } from "./open-whole.ts";
import type { Trouble } from "./trouble.ts";

export function openAnswer(
  input: OpenInput,
  options: OpenOptions,
): Promise<Result<UpstreamAnswer, Trouble>> {
  const { response, abort } = input;
  if (response.status >= 300 && response.status < 400) {
    abort("redirect");
    const message = `answered with a redirect (${response.status})`;
    return Promise.resolve(failed({ kind: "broken", detail: "redirect", message }));
  }
  const type = response.headers.get("content-type")?.toLowerCase() ?? "";
  const isStream = response.ok && type.includes("text/event-stream");
  if (!isStream) return openWhole(input, options);
  if (input.isStream || input.takesEither) return openStream(input, options);
  abort("a stream");
  const message = "answered with a stream unasked";
  return Promise.resolve(failed({ kind: "broken", detail: "a stream", message }));
}
