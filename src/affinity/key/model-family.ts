const claudeTiers = ["opus", "sonnet", "haiku"] as const;

/** Words that come and go between names of the same model. */
const passing: ReadonlySet<string> = new Set(["latest", "preview", "exp", "beta", "stable"]);

/**
 * The family whose members follow each other in one conversation: "sonnet" for every Claude
 * Sonnet, otherwise the words of the name without vendor, version and date ("gpt-5.5" and
 * "gpt-5.1-2025-11-13" are "gpt", "gpt-5.4-nano" is "gpt-nano").
 */
export function modelFamily(model: string): string {
  const name = model.toLowerCase();
  for (const tier of claudeTiers) if (name.includes(tier)) return tier;
  const words = name
    .slice(name.lastIndexOf("/") + 1)
    .split(/[^a-z0-9]+/)
    // What begins with a digit is a version, a date or a size; so is "v3".
    .filter((word) => word !== "" && !/^v?\d/.test(word) && !passing.has(word))
    .map((word) => word.replace(/\d+$/, ""));
  return words.length === 0 ? name : words.join("-");
}
