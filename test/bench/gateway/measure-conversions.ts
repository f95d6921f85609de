/** Requests whose account speaks another dialect, against a plain proxy of the client's own. */
import { speeches } from "../../support/speeches.ts";
import type { Figure } from "./figures.ts";
import { rushEvents } from "./measure-streams.ts";
import { best, measure } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import type { Provider, Target } from "./targets.ts";

/** The account that speaks it, and what the dialect is called here. */
const names = {
  "anthropic-messages": "messages",
  "openai-chat": "chat",
  "openai-responses": "responses",
} as const;

export async function measureConversions(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const from of speeches) {
    for (const to of speeches.filter((each) => each !== from)) {
      const name = `${names[from.dialect]} to ${names[to.dialect]}`;
      const common = {
        path: from.path,
        forCodeGate: `x-codegate-account: ${names[to.dialect]}\r\n`,
        connections: 16,
        forMs: 300,
        rounds: 2,
      };
      await provider.play({ kind: "whole" });
      for (const [size, bytes] of [
        ["2 KB", 2_000],
        ["100 KB", 100_000],
      ] as const) {
        const body = requestBody(from.dialect, bytes, false);
        const rounds = await measure(targets, { ...common, body });
        figures.push({
          name: `${name}, ${size}, c=16: rate`,
          unit: "requests/s",
          better: "more",
          values: best(rounds, "more", ({ requests, seconds }) => requests / seconds),
        });
      }
      await provider.play({ kind: "stream", events: rushEvents, everyMs: 0 });
      const body = requestBody(from.dialect, 2_000, true);
      const rounds = await measure(targets, { ...common, body });
      figures.push({
        name: `${name}, streams, c=16: rate`,
        unit: "events/s",
        better: "more",
        values: best(rounds, "more", ({ requests, seconds }) => (requests * rushEvents) / seconds),
      });
    }
  }
  return figures;
}
