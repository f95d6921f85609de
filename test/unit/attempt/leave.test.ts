// Who hears too late that nobody waits pays a provider for nothing; who hears twice cancels what is not his.
import { expect, test } from "bun:test";
import { createLeave } from "../../../src/attempt/leave.ts";
import { pause } from "../../../src/attempt/pause.ts";

test("everybody hears once, and the first reason stays", () => {
  const leave = createLeave();
  const heard: string[] = [];
  leave.on(() => heard.push("one"));
  leave.on(() => heard.push("other"));
  expect(leave.reason).toBeNull();
  leave.tell("client left");
  leave.tell("stopped");
  expect(heard).toEqual(["one", "other"]);
  expect(leave.reason).toBe("client left");
});

test("who has taken it back hears nothing", () => {
  const leave = createLeave();
  const heard: string[] = [];
  const takeBack = leave.on(() => heard.push("one"));
  takeBack();
  leave.tell("stopped");
  expect(heard).toEqual([]);
});

test("a pause ends in its time, or at once when nobody waits any more", async () => {
  const leave = createLeave();
  expect(await pause(1, leave)).toBe(true);
  const long = pause(60_000, leave);
  leave.tell("client left");
  expect(await long).toBe(false);
  expect(await pause(60_000, leave)).toBe(false);
});
