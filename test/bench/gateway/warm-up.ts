/** A gateway runs for days: its first seconds, in which code is being compiled, are no measure. */
import { runLoad } from "./load.ts";
import { loadOf } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import type { Provider, Target } from "./targets.ts";

const warmUpMs = 6_000;
const compiledMs = 500;

export async function warmUp(provider: Provider, targets: readonly Target[]): Promise<void> {
  const path = "/v1/messages";
  for (const isStream of [false, true]) {
    await provider.play(isStream ? { kind: "stream", events: 20, everyMs: 0 } : { kind: "whole" });
    const body = requestBody("anthropic-messages", 2_000, isStream);
    const work = { path, body, connections: 64, forMs: warmUpMs };
    for (const target of targets) {
      const isCompiled = target.name === "direct" || target.name === "plain";
      await runLoad(loadOf(target, isCompiled ? { ...work, forMs: compiledMs } : work));
    }
  }
}
