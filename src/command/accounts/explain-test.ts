/** What became of a test call, in words: what happened, and what to do. */
import { isUntrusted } from "../../attempt/is-untrusted.ts";
import { retryAfterMs } from "../../attempt/retry-after.ts";
import type { Trouble } from "../../attempt/trouble.ts";
import { limits } from "../../base/limits.ts";
import { oneLine } from "../../process/logger.ts";
import { duration } from "../terminal/phrases.ts";

export interface TestFacts {
  /** The account, as a word for the shell. */
  readonly account: string;
  readonly model: string;
  /** The host that was called. */
  readonly host: string;
  readonly isProxied: boolean;
  readonly isOauth: boolean;
  /** How this program is called. */
  readonly program: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Explained {
  /** True when the trouble shows that all is well: only the one token was too few. */
  readonly passed: boolean;
  /** Continues "Work ...". */
  readonly what: string;
  /** A sentence; null when there is nothing to do. */
  readonly advice: string | null;
}

export function explainTest(trouble: Trouble, facts: TestFacts): Explained {
  switch (trouble.kind) {
    case "connection":
      return explainConnection(trouble.code, facts);
    case "timeout": {
      const wait = duration(limits.accountTestTimeoutMs);
      const what = `sent no ${trouble.stage} within ${wait} (${facts.host})`;
      return failure(what, "Try again; if it stays silent, check the provider's status page.");
    }
    case "broken":
      return explainBroken(trouble, facts);
    case "refused":
      return explainRefusal(trouble, facts);
  }
}

function failure(what: string, advice: string | null): Explained {
  return { passed: false, what, advice };
}

type OfKind<Kind extends Trouble["kind"]> = Extract<Trouble, { kind: Kind }>;

function explainConnection(code: string, { host, isProxied }: TestFacts): Explained {
  const way = isProxied ? "Check the account's proxy and" : "Check";
  if (isUntrusted(code)) {
    const advice = "Add the account anew with --ca-file if a proxy or server of your own is there.";
    return failure(`has a certificate at ${host} that is not trusted (${code})`, advice);
  }
  if (/NOTFOUND|FailedToOpenSocket|EAI_AGAIN/i.test(code)) {
    const advice = `${way} the address and this machine's connection to the network.`;
    return failure(`cannot be reached: ${host} is not found (${code})`, advice);
  }
  if (/refused/i.test(code)) {
    const advice = `Is the server running? ${way} the address.`;
    return failure(`cannot be reached: nothing answers at ${host}`, advice);
  }
  if (code === "EPROTO") {
    const advice = "Does its address begin with http:// and not https://?";
    return failure(`cannot be reached: ${host} does not speak TLS (${code})`, advice);
  }
  return failure(`cannot be reached at ${host} (${code})`, `${way} the address, and try again.`);
}

function explainBroken({ detail, message }: OfKind<"broken">, { host }: TestFacts): Explained {
  const what = `${shown(message)} (${host})`;
  if (detail === "redirect" || detail === "not JSON") {
    return failure(what, "The address is probably not the one of an API; check it.");
  }
  return failure(what, "Try again; if it stays so, check the provider's status page.");
}

function explainRefusal(trouble: OfKind<"refused">, facts: TestFacts): Explained {
  const { status } = trouble;
  const { headers } = trouble.answer;
  const { message } = trouble.error;
  const words = shown(message);
  const said = words === "" ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
  const { account, program, isOauth } = facts;
  if (/max_tokens or model output limit/i.test(message)) {
    return { passed: true, what: "answers; one token was too few for this model", advice: null };
  }
  if (/only authorized for use with Claude Code/i.test(message)) {
    const what = "accepts the token only from Claude Code itself, which this test is not";
    return {
      passed: true,
      what,
      advice: "Requests of Claude Code through CodeGate carry its own words.",
    };
  }
  if (status === 401) {
    const key = isOauth ? "token" : "key";
    const advice = `Give it a new ${key}: ${program} accounts set-key ${account}`;
    return failure(`refuses the ${key} (${said})`, advice);
  }
  if (isAboutModel(status, message)) {
    const advice = `The key was accepted. Try another model: ${program} accounts test ${account} --model NAME`;
    return failure(`does not serve the model ${facts.model} (${said})`, advice);
  }
  if (status === 429) {
    const wait = retryAfterMs(headers, facts.now);
    const advice = wait === null ? "Try again later" : `Try again in ${duration(wait)}`;
    return failure(`is at a limit (${said})`, `${advice}; CodeGate uses other accounts meanwhile.`);
  }
  return failure(`refuses the call (${said})`, adviceByStatus(status));
}

function isAboutModel(status: number, message: string): boolean {
  return (status === 400 || status === 403 || status === 404) && /model/i.test(message);
}

function adviceByStatus(status: number): string | null {
  if (status === 402) return "There is no money left with the provider: see its billing page.";
  if (status === 403)
    return "The key lacks a permission, or the account is blocked: see the provider's console.";
  if (status === 404) return "The address is probably not the one of an API; check it.";
  if (status >= 500) return "The provider has trouble of its own; try again later.";
  return null;
}

/** A provider's words on one line, of a length for people, without a full stop at the end. */
function shown(message: string): string {
  const line = oneLine(message).trim();
  const cut = line.length > limits.shownMessageLength;
  return (cut ? `${line.slice(0, limits.shownMessageLength)}…` : line).replace(/\.$/, "");
}
