/**
 * Bodies from paths such as `messages[].content[]{type=text}.text`: brackets put the value into a
 * list, braces add fields to an object.
 */
interface Segment {
  readonly name: string;
  readonly lists: number;
  readonly extra: Readonly<Record<string, string>>;
}

export function segmentsOf(path: string): Segment[] {
  return path.split(".").map((text) => {
    const [, name = "", brackets = "", extra = ""] =
      /^([^[{]*)((?:\[\])*)(?:\{(.*)\})?$/.exec(text) ?? [];
    const pairs = extra === "" ? [] : extra.split(",").map((pair) => pair.split("="));
    return { name, lists: brackets.length / 2, extra: Object.fromEntries(pairs) };
  });
}

/** An object with `value` at the end of the path. */
export function bodyFor(path: string, value: unknown): Record<string, unknown> {
  const build = ([first, ...rest]: readonly Segment[]): Record<string, unknown> => {
    if (first === undefined) throw new RangeError("a path needs a name");
    const own = rest.length === 0 ? value : { ...first.extra, ...build(rest) };
    const wrapped = Array.from({ length: first.lists }).reduce<unknown>((inner) => [inner], own);
    return { [first.name]: wrapped };
  };
  return build(segmentsOf(path));
}
