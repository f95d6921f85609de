/** What logs cost: without them, with a row per request, and with bodies kept, in the same rounds. */
import type { Figure } from "./figures.ts";
import { measureWhole, sizes, wholeFigures } from "./measure-whole.ts";
import { measure } from "./rounds.ts";
import { requestBody } from "./scenes.ts";
import { startCodeGate, type Provider, type Target } from "./targets.ts";

const rowSettings = { request_logging: "true" };
const bodySettings = { ...rowSettings, detailed_request_logging: "true" };

export async function measureLogging(
  provider: Provider,
  targets: readonly Target[],
): Promise<Figure[]> {
  const others = targets.filter(({ name }) => name !== "codegate");
  const variants = [
    ["whole without logs", await startCodeGate(provider.url)],
    ["whole with rows logged", await startCodeGate(provider.url, rowSettings)],
    ["whole with bodies logged", await startCodeGate(provider.url, bodySettings)],
  ] as const;
  const gateways = variants.map(([, gateway]) => gateway);
  // Code that has just been started is no measure.
  const warm = { label: "", sizes: sizes.slice(0, 1), connections: [16] };
  for (const gateway of gateways) await measureWhole(provider, [gateway], warm);
  const figures: Figure[] = [];
  for (const [size, bytes] of sizes.slice(0, 2)) {
    const body = requestBody("anthropic-messages", bytes, false);
    for (const connections of [1, 64]) {
      const work = { path: "/v1/messages", body, connections, forMs: 300, rounds: 5 };
      const rounds = await measure([...others, ...gateways], work);
      for (const [label, gateway] of variants) {
        const shown = [...rounds].filter(
          ([target]) => target === gateway || others.includes(target),
        );
        figures.push(...wholeFigures(`${label}, ${size}, c=${connections}`, new Map(shown)));
      }
    }
  }
  for (const gateway of gateways) await gateway.stop();
  return figures;
}
