/** Milliseconds since the epoch as the `YYYY-MM-DD HH:MM:SS` (UTC) of the shared tables. */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** A `YYYY-MM-DD HH:MM:SS` (UTC) of the database as milliseconds; null when it is none. */
export function parseTimestamp(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const at = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(at) ? null : at;
}

/** The same for times of which most fall into the second of the one before. */
export function createTimestamps(): (at: number) => string {
  let second = Number.NaN;
  let text = "";
  return (at) => {
    if (Math.floor(at / 1_000) === second) return text;
    second = Math.floor(at / 1_000);
    text = formatTimestamp(at);
    return text;
  };
}

/** First instant of the calendar month (UTC) that holds `at`, milliseconds since the epoch. */
export function startOfMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** First instant of the next calendar month (UTC), milliseconds since the epoch. */
export function startOfNextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** First instant of the next day (UTC), milliseconds since the epoch. */
export function startOfNextDay(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
}
