/** What could go wrong: a setting is misread in silence, or a secret shows in the complaint. */
import { expect, test } from "bun:test";
import { readOptions } from "../../../src/process/options.ts";

function problems(environment: Record<string, string>): readonly string[] {
  const read = readOptions(environment);
  return read.ok ? [] : read.failure;
}

test("an empty environment gives the defaults, frozen", () => {
  const read = readOptions({});
  if (!read.ok) throw new Error(read.failure.join());
  expect(read.value).toMatchObject({ host: "127.0.0.1", port: 9212, dataDirectory: "./data" });
  expect(read.value.proxyApiKey).toBeNull();
  expect(Object.isFrozen(read.value)).toBe(true);
});

test("empty values and the word auto mean not set", () => {
  const read = readOptions({
    PROXY_PORT: " ",
    ACCOUNT_KEY: "auto",
    MASTER_KEY: "",
    DATA_DIR: "/d",
  });
  expect(read).toMatchObject({
    ok: true,
    value: { port: 9212, accountKey: null, masterKey: null, dataDirectory: "/d" },
  });
});

test("seconds and megabytes become milliseconds and bytes", () => {
  const read = readOptions({ CODEGATE_PING_SECONDS: "5", CODEGATE_BODY_LIMIT_MB: "2" });
  expect(read).toMatchObject({
    ok: true,
    value: { pingIntervalMs: 5_000, requestBodyBytes: 2_097_152 },
  });
});

const refused: readonly [name: string, value: string, says: string][] = [
  ["PROXY_PORT", "nine", "a whole number from 0 to 65535"],
  ["PROXY_PORT", "70000", "a whole number from 0 to 65535"],
  ["PROXY_PORT", "-1", "a whole number"],
  ["PROXY_PORT", "9212.5", "a whole number"],
  ["CODEGATE_LOG_LEVEL", "loud", "one of debug, info, warn, error"],
  ["CODEGATE_ALLOWED_ORIGINS", "localhost:3000", "origins such as"],
  ["PROXY_API_KEY", "two words", "printable ASCII"],
];

test.each(refused)("%s=%s is refused", (name, value, says) => {
  const [problem = ""] = problems({ [name]: value });
  expect(problem).toStartWith(name);
  expect(problem).toContain(says);
});

test("a misspelt variable is refused with the one that was meant", () => {
  expect(problems({ CODEGATE_LOGLEVEL: "debug" })).toEqual([
    "CODEGATE_LOGLEVEL is not a variable of CodeGate; did you mean CODEGATE_LOG_LEVEL?",
  ]);
});

test("all problems are named at once, and no key is shown", () => {
  const all = problems({ PROXY_PORT: "x", PROXY_API_KEY: "secret value" });
  expect(all).toHaveLength(2);
  expect(all.join()).not.toContain("secret");
});
