/** Without this: a tool that leaves the machine gets what was kept from the provider. */
import { describe, expect, test } from "bun:test";
import { parseRemoteTools } from "../../../src/guard/restore/remote-tools.ts";

describe("names of tools that leave the machine", () => {
  test.each([
    ["", "web_search", false],
    ["web_search", "web_search", true],
    ["web_search", "web_search_2", false],
    ["WebSearch", "websearch", true],
    ["mcp__tracker__*", "mcp__tracker__find", true],
    ["mcp__tracker__*", "mcp__files__read", false],
    ["*search*", "websearch", true],
    ["*_search", "web_search_2", false],
    ["a*b*b", "ab", false],
    ["a*a", "a", false],
    ["one, two\n three ,,", "three", true],
    ["one, two", "", false],
    ["*", "anything", true],
    [".*", "x", false],
  ])("%p and %p: %p", (setting, name, expected) => {
    expect(parseRemoteTools(setting)(name)).toBe(expected);
  });

  test("a hostile pattern takes no time", () => {
    const isRemote = parseRemoteTools(`${"*a".repeat(60)}b`);
    const start = performance.now();
    expect(isRemote("a".repeat(100_000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(100);
  });
});
