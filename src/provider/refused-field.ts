import { fieldsOf } from "../base/json-fields.ts";

/** Which field of a request a provider has refused, out of the words of its 400. */

/** Without these a request is no request, or another one. */
const essential: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "input",
  "instructions",
  "system",
  "tools",
  "stream",
  "content",
  "role",
  "type",
  "text",
  "name",
  "id",
]);

/** A path: "context_management", "messages[0].cache_control", "tools.0.custom.strict". */
const path = String.raw`([A-Za-z_$][\w$]*(?:[.[\]]+[\w$]+)*\]?)`;
const quoted = String.raw`[\`'"]${path}[\`'"]`;

/** Wordings of providers; the first group is the path. */
const wordings: readonly RegExp[] = [
  new RegExp(String.raw`(?:^|[\s"'{])${path}: Extra inputs are not permitted`),
  new RegExp(String.raw`Extra inputs are not permitted, field: ${quoted}`),
  new RegExp(String.raw`${quoted} is deprecated for this model`),
  new RegExp(String.raw`Unsupported (?:parameter|value): ${quoted}`),
  new RegExp(String.raw`Unknown parameter: ${quoted}`),
  new RegExp(String.raw`Unrecognized request arguments? supplied: ${path}`),
  new RegExp(String.raw`Unknown name ${quoted}[^:]*: Cannot find field`),
  new RegExp(String.raw`unknown field ${quoted}`),
  new RegExp(String.raw`property ${quoted} is (?:unsupported|not supported|not allowed)`),
  new RegExp(String.raw`Additional propert(?:y|ies) (?:are )?not allowed.*?${quoted}`, "i"),
  new RegExp(String.raw`does not support (?:the )?parameter ${path}`),
  new RegExp(String.raw`(?:Argument|Parameter) not supported on this model: ${path}`),
  new RegExp(String.raw`does not support the ${path} parameter`),
  new RegExp(String.raw`${quoted} (?:parameter )?is not supported`),
];

/** Sentences that name a field in words of their own. */
const sentences: readonly (readonly [wording: RegExp, path: string])[] = [
  [/does not support effort level/i, "output_config.effort"],
  [/adaptive thinking is not supported/i, "thinking"],
  [/temperature.{1,20}top_p.{1,40}cannot both be specified/i, "top_p"],
  [/reasoning summar.{1,80}(?:verif|not supported)/i, "reasoning.summary"],
  [/Encrypted content is not supported/i, "include"],
  [/prefill/i, ""],
];

/** What some providers call a field by another name than its path. */
const fullPaths: Readonly<Record<string, string>> = {
  effort: "output_config.effort",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty",
  reasoningEffort: "reasoning_effort",
};

/** Codes that mean: this field, whatever its value. */
const fieldCodes: ReadonlySet<string> = new Set([
  "unknown_parameter",
  "unsupported_parameter",
  "unsupported_value",
]);

/**
 * The path of a field that was refused because it is there, and not because of a mistake of the
 * client. Null when the answer is no such refusal or the field cannot be left out.
 * `body` is the parsed error answer.
 */
export function fieldNamedBy400(status: number, body: unknown): string | null {
  if (status !== 400 && status !== 422) return null;
  const named = namedByCode(body) ?? namedByPlace(body) ?? namedByWords(messageOf(body));
  if (named === null || named === "") return null;
  const whole = fullPaths[named] ?? named;
  const last = whole.split(/[.[\]]+/).findLast((each) => each !== "" && !/^\d+$/.test(each));
  return last === undefined || essential.has(last) ? null : whole;
}

function namedByCode(body: unknown): string | null {
  const error = fieldsOf(fieldsOf(body)["error"]);
  const { param, code } = error;
  const isField = typeof code === "string" && fieldCodes.has(code);
  return isField && typeof param === "string" && param !== "" ? param : null;
}

/** FastAPI servers list each mistake with its place. */
function namedByPlace(body: unknown): string | null {
  const { detail } = fieldsOf(body);
  for (const each of Array.isArray(detail) ? detail : []) {
    const { type, msg, loc } = fieldsOf(each);
    const isExtra = type === "extra_forbidden" || msg === "Extra inputs are not permitted";
    if (isExtra && Array.isArray(loc)) {
      return loc.filter((segment, index) => index > 0 || segment !== "body").join(".");
    }
  }
  return null;
}

function namedByWords(message: string): string | null {
  for (const [wording, named] of sentences) if (wording.test(message)) return named;
  for (const wording of wordings) {
    const found = wording.exec(message)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

/** Longest message that is looked at, UTF-16 units: some quote the request. */
const messageLength = 2_000;

function messageOf(body: unknown): string {
  const { error, message, detail } = fieldsOf(body);
  const inner = fieldsOf(error)["message"];
  const found = [inner, error, message, detail].find((each) => typeof each === "string");
  return typeof found === "string" ? found.slice(0, messageLength) : "";
}
