/** Chance that is the same for the same seed, and values written by forms. */

const classes: Readonly<Record<string, string>> = {
  A: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  a: "abcdefghijklmnopqrstuvwxyz",
  D: "0123456789",
  H: "0123456789abcdef",
  X: "0123456789ABCDEF",
  B: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  U: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
  S: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  L: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  N: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  M: "abcdefghijklmnopqrstuvwxyz0123456789",
  T: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
};

export interface Chance {
  /** 0 ≤ number < 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<Value>(list: readonly Value[]): Value;
  /** `ghp_{B:36}`: letters of a class, that often; `{B:20-40}` for a length by chance. */
  fill(form: string): string;
}

/** Mulberry32: small, even enough, the same on every machine. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  const pick = <Value>(list: readonly Value[]): Value => {
    const chosen = list[between(0, list.length - 1)];
    if (chosen === undefined) throw new Error("nothing to pick from");
    return chosen;
  };
  const fill = (form: string): string =>
    form.replace(
      /\{([A-Za-z]):(\d+)(?:-(\d+))?\}/g,
      (_, kind: string, least: string, most?: string) => {
        const letters = [...(classes[kind] ?? "")];
        const length = between(Number(least), Number(most ?? least));
        return Array.from({ length }, () => pick(letters)).join("");
      },
    );
  return { next, between, pick, fill };
}
