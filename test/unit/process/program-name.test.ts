// A command in a sentence that does not work when it is copied.
import { expect, test } from "bun:test";
import { programName } from "../../../src/process/program-name.ts";

const facts = {
  isStandalone: false,
  executable: "/home/me/codegate/dist/codegate",
  onPath: null,
  script: "/home/me/codegate/src/index.ts",
  workingDirectory: "/home/me/codegate",
  environment: {},
};

test("the program is named as it was called", () => {
  const npm = { npm_lifecycle_event: "serve", npm_config_user_agent: "npm/11.1 node/v20" };
  const cases = [
    [{}, "bun run src/index.ts"],
    [{ workingDirectory: "/home/me" }, "bun run codegate/src/index.ts"],
    [{ isStandalone: true }, "dist/codegate"],
    [{ isStandalone: true, workingDirectory: "/home/me/codegate/dist" }, "./codegate"],
    [{ isStandalone: true, workingDirectory: "/tmp" }, "/home/me/codegate/dist/codegate"],
    [{ isStandalone: true, onPath: "/home/me/codegate/dist/codegate" }, "codegate"],
    [{ isStandalone: true, onPath: "/usr/bin/codegate" }, "dist/codegate"],
    [{ environment: { _: "/home/me/.bun/bin/codegate" } }, "codegate"],
    [{ script: "/home/me/codegate/node_modules/codegate/src/index.ts" }, "bunx codegate"],
    [{ environment: npm }, "npm start --"],
    [{ environment: { ...npm, npm_config_user_agent: "bun/1.4.5" } }, "bun run src/index.ts"],
  ] as const;
  for (const [change, name] of cases) expect(programName({ ...facts, ...change })).toBe(name);
});
