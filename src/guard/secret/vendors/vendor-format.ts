/**
 * Forms of keys by vendor, as published in 2026. To add one, add an entry to one of the files beside this one: the
 * test makes samples from its form.
 *
 * `form` is a regular expression for the whole key, prefix included, made of bounded repeats only.
 * The detector adds the boundaries: no letter, digit or underscore before it, nothing that could
 * continue it after it. Repeats that end in `,}` are cut at `longestRun`.
 */
export interface VendorFormat {
  readonly name: string;
  readonly form: string;
  /**
   * The literals a key begins with, at least three characters each and at the beginning of a word.
   * With `before` the literal stands inside of the key, behind at most so many characters of it.
   */
  readonly starts?: readonly string[];
  readonly before?: number;
  /** For keys without such a literal: how long their first word is, letters, digits, underscores. */
  readonly word?: readonly [least: number, most: number];
  /** Least Shannon entropy in bits per character: refuses `ghp_xxxxxxxx`. 2.5 when not given. */
  readonly entropy?: number;
  /** Upper and lower case do not matter. */
  readonly anyCase?: true;
}

/** Longest open-ended run that is taken as one key, characters. */
export const longestRun = 4_000;
