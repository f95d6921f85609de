// What could go wrong: the wrong one is blamed, or a client's own mistake wanders over all accounts.
import { unknownServed } from "../../../src/base/served.ts";
import { expect, test } from "bun:test";
import { judge, type Verdict } from "../../../src/attempt/judge.ts";
import type { Offer } from "../../../src/provider/providers.ts";
import type { Trouble } from "../../../src/attempt/trouble.ts";

const now = 1_790_000_000_000;
const anthropic: Offer = { base: "https://api.anthropic.com", auth: "x-api-key" };
const compatible: Offer = { base: "http://127.0.0.1:8080/anthropic", auth: "bearer" };

function refused(status: number, headers: Record<string, string> = {}, message = ""): Trouble {
  const answer = {
    kind: "whole",
    served: unknownServed,
    status,
    headers: new Headers(headers),
    bytes: new Uint8Array(),
    usage: undefined,
    converted: null,
  } as const;
  const error = { type: "some_error", code: "", message, resetsAt: null, resetsInSeconds: null };
  return { kind: "refused", answer, status, error };
}

function facts({ next, accountStatus, rest, isThrottle }: Verdict): unknown[] {
  return [next, accountStatus, rest?.scope ?? null, rest?.askedMs ?? null, isThrottle];
}

const onError = "auto_switch_on_error";
const onLimit = "auto_switch_on_rate_limit";

const statuses: [status: number, headers: Record<string, string>, expected: unknown[]][] = [
  [401, {}, [onError, "expired", "account", null, false]],
  [402, {}, [onError, "error", "account", null, false]],
  [403, {}, [onError, "error", "account", null, false]],
  [408, {}, [onError, "error", "account", null, false]],
  [500, {}, [onError, "error", "account", null, false]],
  [502, {}, [onError, "error", "account", null, false]],
  [500, { "retry-after": "7" }, [onError, "error", "account", 7_000, false]],
  [503, {}, [onError, null, "provider", null, false]],
  [529, { "retry-after": "3" }, [onError, null, "provider", 3_000, false]],
  [429, {}, [onLimit, "rate_limited", "account", 2_000, true]],
  [429, { "retry-after": "9" }, [onLimit, "rate_limited", "account", 9_000, true]],
  [429, { "retry-after": "1800" }, [onLimit, "rate_limited", "account", 1_800_000, false]],
  [400, {}, [null, null, null, null, false]],
  [404, {}, [null, null, null, null, false]],
  [413, {}, [null, null, null, null, false]],
  [422, { "retry-after": "9" }, [null, null, null, null, false]],
];

test.each(statuses)("status %i with %j", (status, headers, expected) => {
  expect(facts(judge(refused(status, headers), anthropic, now))).toEqual(expected);
});

const others: [trouble: Trouble, outcome: string, message: string][] = [
  [{ kind: "connection", code: "ConnectionRefused" }, "connection", "refuses connections"],
  [{ kind: "connection", code: "EPROTO" }, "connection", "does not speak TLS"],
  [{ kind: "connection", code: "ECONNRESET" }, "connection", "closed the connection before"],
  [{ kind: "connection", code: "EHOSTUNREACH" }, "connection", "EHOSTUNREACH"],
  [{ kind: "timeout", stage: "headers" }, "timeout", "sent no headers in time"],
  [{ kind: "timeout", stage: "first content" }, "timeout", "sent no first content in time"],
  [{ kind: "broken", detail: "empty", message: "said nothing" }, "empty", "said nothing"],
  [{ kind: "broken", detail: "redirect", message: "redirected" }, "redirect", "redirected"],
];

test.each(others)("%j is the account's trouble", (trouble, outcome, message) => {
  const verdict = judge(trouble, anthropic, now);
  expect(facts(verdict)).toEqual([onError, "error", "account", null, false]);
  expect(verdict.outcome).toBe(outcome);
  expect(verdict.message).toContain(message);
});

test("a limit told inside a success is a limit, though its headers say nothing of one", () => {
  const told = { type: "rate_limit_error", code: "", message: "", resetsAt: null } as const;
  const error = { ...told, resetsInSeconds: null };
  const inside = refused(200);
  if (inside.kind !== "refused") throw new Error("not refused");
  const byStatus = { ...inside, status: 429, error };
  expect(judge(byStatus, anthropic, now)).toMatchObject({ outcome: "throttle", next: onLimit });
  // As the status of an answer it is about the request (see classifyRefusal).
  const whole = { ...byStatus, answer: { ...inside.answer, status: 429 } };
  expect(judge(whole, anthropic, now)).toMatchObject({ outcome: "request", next: null });
  // Others say so of their own limits.
  expect(judge(whole, compatible, now)).toMatchObject({ outcome: "throttle", next: onLimit });
});

test("the provider's own words are kept for people", () => {
  expect(judge(refused(500, {}, "Out of cheese"), anthropic, now).message).toBe(
    "HTTP 500: Out of cheese",
  );
  expect(judge(refused(500), anthropic, now).message).toBe("HTTP 500");
});
