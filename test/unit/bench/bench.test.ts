/**
 * What could go wrong: the benchmark loses the end of an answer and measures a hang, or its guard
 * lets a slower gateway pass.
 */
import { describe, expect, test } from "bun:test";
import { baselineOf, findRegressions } from "../../bench/gateway/check.ts";
import { ratioOf, type Figure, type Report } from "../../bench/gateway/figures.ts";
import { createMessageEnd } from "../../bench/gateway/message-end.ts";
import {
  requestBody,
  stampMark,
  stampOffset,
  streamParts,
  writeStamp,
} from "../../bench/gateway/scenes.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function readAt(text: string, cut: number): boolean[] {
  const end = createMessageEnd();
  return [text.slice(0, cut), text.slice(cut)].map((part) => end.push(bytes(part)));
}

describe("the end of a message", () => {
  const counted = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (const message of [counted, chunked]) {
    test(`is found wherever it is cut: ${message.split("\r\n")[1]}`, () => {
      for (let cut = 1; cut < message.length; cut++) {
        expect(readAt(message, cut)).toEqual([false, true]);
      }
    });
  }
});

test("a stamp comes out of an event as it went in", () => {
  const { event } = streamParts("/v1/messages");
  const at = 1_795_386_461_607.578;
  writeStamp(event, stampOffset(event), at);
  const text = new TextDecoder().decode(event);
  expect(text.slice(text.indexOf(stampMark) + 2).slice(0, 16)).toBe("1795386461607578");
});

test("request bodies have the size they are named after", () => {
  for (const size of [2_000, 100_000, 1_000_000]) {
    const { length } = requestBody("openai-chat", size, true);
    expect(Math.abs(length - size)).toBeLessThan(1_000);
  }
});

function reportOf(plain: Report["plain"], codegate: number): Report {
  const values = { plain: 100, codegate };
  const figures: Figure[] = [
    { name: "rate", unit: "requests/s", better: "more", values },
    { name: "delay, p50", unit: "µs", better: "less", values },
  ];
  return { at: "", bun: "", cores: 2, processor: "", load: [0, 0], plain, figures };
}

test("the guard names what became worse, in either direction, and nothing else", () => {
  const baseline = baselineOf(reportOf("nginx", 50));
  expect(baseline.ratios).toEqual({ rate: 0.5, "delay, p50": 0.5 });
  expect(findRegressions(reportOf("nginx", 55), baseline)).toEqual([]);
  expect(findRegressions(reportOf("nginx", 20), baseline).join()).toStartWith("rate: 0.20");
  expect(findRegressions(reportOf("nginx", 110), baseline).join()).toStartWith("delay, p50: 1.10");
});

test("ratios to another plain proxy are not held against the baseline", () => {
  const baseline = baselineOf(reportOf("nginx", 50));
  expect(findRegressions(reportOf("bun", 50), baseline)).toHaveLength(1);
});

test("no ratio is made of nothing", () => {
  const figure: Figure = { name: "stalls", unit: "", better: "less", values: { plain: 0 } };
  expect(ratioOf(figure)).toBeNull();
});
