/** The value of a JSON text, or `otherwise` where it is none: it may come from anywhere. */
export function jsonOr<Otherwise>(text: string, otherwise: Otherwise): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}
