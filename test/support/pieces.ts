/** What a network delivers: some bytes, or nothing more for ever. */
export type Piece = Uint8Array | "silence";

/** A body that hands out one piece for each read. */
export function bodyOf(pieces: readonly Piece[]): ReadableStream<Uint8Array> {
  const waiting = [...pieces];
  return new ReadableStream(
    {
      async pull(controller) {
        const piece = waiting.shift();
        if (piece === "silence") await Promise.withResolvers<never>().promise;
        else if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
}
