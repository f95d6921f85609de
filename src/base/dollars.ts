/** US dollars for people: a sum that is not zero must not read "$0.00". */
export function dollars(usd: number): string {
  return `$${Number.isInteger(usd) ? usd : usd.toFixed(usd < 0.01 ? 4 : 2)}`;
}
