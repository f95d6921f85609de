import type { Price, PriceChange, PricedModel } from "./price-table.ts";

/** The model's price at a time (epoch, milliseconds), or the plain one without a time. */
export function priceAt(model: PricedModel, atMs: number | undefined): Price {
  if (model.changes === undefined || atMs === undefined) return model;
  const change = lastChange(model.changes, new Date(atMs));
  if (change === undefined) return model;
  const { id, contextTokens, outputTokens } = model;
  return {
    id,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...change,
  };
}

function lastChange(changes: readonly PriceChange[], at: Date): PriceChange | undefined {
  const text = at.toISOString();
  const day = text.slice(0, 10);
  const time = text.slice(11, 16);
  const isWeekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  return changes.findLast(({ from, hours, isWorkday }) => {
    if (from !== undefined && day < from) return false;
    if (isWorkday === true && isWeekend) return false;
    return hours === undefined || isWithin(time, hours);
  });
}

/** True from the start up to, not including, the end; hours may run over midnight. */
function isWithin(time: string, [start, end]: readonly [string, string]): boolean {
  if (start <= end) return time >= start && time < end;
  return time >= start || time < end;
}
