/**
 * What could go wrong: everything fits the documents, and a real client still stops in the middle.
 * Each client works on an account of another dialect than its own, over several turns, with two
 * calls at once.
 */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Dialect } from "../../src/base/dialect.ts";
import { startUpstream } from "../support/scripted-upstream.ts";
import { startGateway } from "../support/start-gateway.ts";
import { missing } from "./install.ts";
import { files, lastWord, playModel, type Hands } from "./play-model.ts";
import { runAgent, type AgentRun } from "./run-agent.ts";

const task = "Write first.txt and second.js, then look at them.";

const claudeHands: Hands = {
  write: (path, content) => ["Write", { file_path: path, content }],
  read: (paths) => ["Bash", { command: `cat ${paths.join(" ")}`, description: "Show the files" }],
};

const openCodeHands: Hands = {
  write: (path, content) => ["write", { filePath: path, content }],
  read: (paths) => ["bash", { command: `cat ${paths.join(" ")}`, description: "Show the files" }],
};

const codexHands: Hands = {
  write: (path, content) => {
    const lines = content.replace(/\n$/, "").split("\n");
    const patch = [
      "*** Begin Patch",
      `*** Add File: ${path}`,
      ...lines.map((line) => `+${line}`),
      "*** End Patch",
    ];
    return ["apply_patch", { input: `${patch.join("\n")}\n` }];
  },
  read: (paths) => ["exec_command", { cmd: `cat ${paths.join(" ")}` }],
};

const piHands: Hands = {
  write: (path, content) => ["write", { path, content }],
  read: (paths) => ["bash", { command: `cat ${paths.join(" ")}` }],
};

const qwenHands: Hands = {
  write: (path, content, folder) => ["write_file", { file_path: join(folder, path), content }],
  read: (paths) => ["run_shell_command", { command: `cat ${paths.join(" ")}` }],
};

interface Pairing {
  readonly name: string;
  readonly upstream: Dialect;
  /** The account's provider, and the model it is asked for. */
  readonly provider: string;
  readonly targetModel: string;
  /** Dialects of the account's own; what its provider speaks otherwise. */
  readonly speaks?: string;
  readonly hands: Hands;
  run(url: string): AgentRun;
}

const providers: Readonly<Partial<Record<Dialect, string>>> = {
  "anthropic-messages": "anthropic",
  "openai-chat": "openai",
};

function onto(upstream: "anthropic-messages" | "openai-chat") {
  const targetModel = upstream === "openai-chat" ? "gpt-5.1" : "claude-opus-4-6";
  return { upstream, provider: providers[upstream] ?? "", targetModel };
}

const claude = (url: string): AgentRun => ({
  agent: "claude",
  words: ["-p", task, "--allowedTools", "Write,Bash", "--model", "claude-opus-4-6"],
  environment: {
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "any",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  },
});

const codex = (url: string): AgentRun => ({
  agent: "codex",
  words: ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", task],
  environment: {},
  settings: {
    ".codex/config.toml": [
      'model = "gpt-5.5"',
      'model_provider = "gate"',
      "[model_providers.gate]",
      'name = "gate"',
      `base_url = "${url}/v1"`,
      'wire_api = "responses"',
      // With a command for its token Codex asks for the models too.
      "[model_providers.gate.auth]",
      'command = "echo"',
      'args = ["any"]',
    ].join("\n"),
  },
});

function openCode(model: string, settings: (url: string) => object): Pairing["run"] {
  return (url) => ({
    agent: "opencode",
    words: ["run", "--model", model, task],
    environment: { OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_MODELS_FETCH: "1" },
    settings: {
      ".config/opencode/opencode.json": JSON.stringify({
        permission: { edit: "allow", bash: "allow" },
        provider: settings(url),
      }),
    },
  });
}

const pi = (url: string): AgentRun => ({
  agent: "pi",
  words: ["-p", "--provider", "gate", "--model", "some-chat", task],
  environment: { PI_OFFLINE: "1" },
  settings: {
    ".pi/agent/models.json": JSON.stringify({
      providers: {
        gate: {
          baseUrl: `${url}/v1`,
          api: "openai-completions",
          apiKey: "any",
          models: [{ id: "some-chat" }],
        },
      },
    }),
  },
});

const qwen = (url: string): AgentRun => ({
  agent: "qwen",
  words: ["-p", task, "--yolo"],
  environment: { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: "any", OPENAI_MODEL: "some-chat" },
  settings: {
    ".qwen/settings.json": JSON.stringify({
      general: { enableAutoUpdate: false },
      privacy: { usageStatisticsEnabled: false },
    }),
  },
});

const pairings: readonly Pairing[] = [
  { name: "Claude Code on OpenAI", ...onto("openai-chat"), hands: claudeHands, run: claude },
  { name: "Codex on Anthropic", ...onto("anthropic-messages"), hands: codexHands, run: codex },
  {
    name: "Codex on a compatible server",
    upstream: "openai-chat",
    provider: "custom",
    speaks: "chat",
    targetModel: "some-model",
    hands: codexHands,
    run: codex,
  },
  {
    name: "OpenCode's Anthropic on OpenAI",
    ...onto("openai-chat"),
    hands: openCodeHands,
    run: openCode("anthropic/claude-opus-4-6", (url) => ({
      anthropic: { options: { baseURL: `${url}/v1`, apiKey: "any" } },
    })),
  },
  {
    name: "OpenCode's chat on Anthropic",
    ...onto("anthropic-messages"),
    hands: openCodeHands,
    run: openCode("gate/some-chat", (url) => ({
      gate: {
        npm: "@ai-sdk/openai-compatible",
        options: { baseURL: `${url}/v1`, apiKey: "any" },
        models: { "some-chat": { name: "Some" } },
      },
    })),
  },
  { name: "pi on Anthropic", ...onto("anthropic-messages"), hands: piHands, run: pi },
  { name: "Qwen Code on Anthropic", ...onto("anthropic-messages"), hands: qwenHands, run: qwen },
];

if (missing !== null) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== null)("agents", () => {
  test.each(pairings.map((each) => [each.name, each] as const))(
    "%s",
    async (_name, { upstream: dialect, provider, targetModel, speaks, hands, run }) => {
      const upstream = startUpstream(playModel(dialect, hands));
      await using gateway = await startGateway({
        accounts: [
          {
            name: "only",
            provider,
            baseUrl: upstream.url,
            ...(speaks === undefined ? {} : { dialects: speaks }),
          },
        ],
        configs: [
          {
            name: "all",
            tiers: (["opus", "sonnet", "haiku"] as const).map((tier) => ({
              tier,
              account: "only",
              targetModel,
            })),
          },
        ],
      });
      const result = await runAgent(run(gateway.url));
      expect({ files: result.files, output: result.output }).toEqual({
        files,
        output: expect.stringContaining(lastWord),
      });
      expect(result.exitCode).toBe(0);
      await upstream.stop();
    },
    100_000,
  );
});
