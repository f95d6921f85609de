/** A stream that the client gets otherwise than the provider wrote it. */

export interface StreamRewriter {
  /** Takes whole events and gives whole events; often none, because more has to come first. */
  feed(events: Uint8Array): readonly Uint8Array[];
  /** What is left when the stream has ended, well or with an error event. */
  end(): readonly Uint8Array[];
}

/** One stage for all rewriters, in their order: each stage of a pipeline costs every event. */
export function rewriteStream(
  rewriters: readonly StreamRewriter[],
): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      for (const piece of pass([chunk], rewriters)) controller.enqueue(piece);
    },
    flush(controller) {
      let last: readonly Uint8Array[] = [];
      for (const rewriter of rewriters) {
        last = [...last.flatMap((piece) => rewriter.feed(piece)), ...rewriter.end()];
      }
      for (const piece of last) controller.enqueue(piece);
    },
  });
}

function pass(
  pieces: readonly Uint8Array[],
  rewriters: readonly StreamRewriter[],
): readonly Uint8Array[] {
  return rewriters.reduce(
    (current, rewriter) => current.flatMap((piece) => rewriter.feed(piece)),
    pieces,
  );
}
