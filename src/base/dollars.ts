/** US dollars for people: a sum that is not zero must not read "$0.00", nor "$0.0000". */
export function dollars(usd: number): string {
  if (Number.isInteger(usd)) return `$${usd}`;
  const size = Math.abs(usd);
  // Of less than a cent the first two digits.
  const decimals = size < 0.01 ? Math.min(mostDecimals, 1 - Math.floor(Math.log10(size))) : 2;
  return `$${usd.toFixed(decimals)}`;
}

/** A token of the cheapest model costs more. */
const mostDecimals = 9;
