/** Bindings for tests: a clock to be moved and a store that can be looked into. */
import type { Binding } from "../../src/affinity/binding.ts";
import { createBindings, type BindingLimits } from "../../src/affinity/bindings.ts";
import type { ConversationKey } from "../../src/affinity/conversation-key.ts";
import { unknownUsage } from "../../src/base/usage.ts";

export function startBindings(
  given: { limits?: Partial<BindingLimits>; saved?: readonly Binding[] } = {},
) {
  const clock = { time: 1_000_000_000 };
  const saved = new Map((given.saved ?? []).map((binding) => [binding.id, binding]));
  const saves: Binding[][] = [];
  const open = () =>
    createBindings({
      now: () => clock.time,
      save: (changed) => {
        saves.push([...changed]);
        for (const binding of changed) saved.set(binding.id, binding);
      },
      load: () => [...saved.values()],
      ...(given.limits === undefined ? {} : { limits: given.limits }),
    });
  return { clock, saved, saves, open, bindings: open() };
}

export function keyOf(id: string, callerId = "local"): ConversationKey {
  return { id, callerId, session: id, source: "session-header", needsState: false };
}

export const plainTurn = { usage: { ...unknownUsage, input: 1_000 }, hasThinking: false };
