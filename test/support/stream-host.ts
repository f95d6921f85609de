/** A provider in a process of its own whose streams take some milliseconds: run with a dialect. */
import { answerParent } from "./child.ts";
import { sse, type Reply } from "./reply.ts";
import { startUpstream } from "./scripted-upstream.ts";
import { speechOf, speeches, spokenWords } from "./speeches.ts";

/** When a request was over, milliseconds since the epoch; null = it never was. */
export interface RequestEnd {
  readonly answeredAt: number | null;
  readonly closedAt: number | null;
}

/** How long a close may take at most, milliseconds. */
const closeWaitMs = 1_000;

/** More than there are clients at the same time. */
const recentRequests = 200;

const dialect = speeches.find((each) => each.dialect === process.argv[2])?.dialect;
if (dialect === undefined) throw new Error(`unknown dialect ${process.argv[2]}`);
const events = speechOf(dialect).text(spokenWords);
const reply: Reply = {
  ...sse([]),
  before: [{ waitMs: 1 }],
  // So that there are moments to leave at.
  steps: events.flatMap((event, index) => (index % 5 === 0 ? [{ waitMs: 1 }, event] : [event])),
};
const upstream = startUpstream(() => reply);

/** Null when the tagged request never came. */
async function endOf(tag: unknown): Promise<RequestEnd | null> {
  // A tag that never came would be looked for in all that ever came, and hold up everybody.
  const recent = upstream.requests.slice(-recentRequests);
  const request = recent.findLast((each) => each.header("x-test") === tag);
  if (request === undefined) return null;
  if (request.answeredAt === null) {
    await upstream.waitForClose(request, closeWaitMs).catch((error: unknown) => {
      // The answer's end was on its way already: then the connection is kept for others.
      if (request.answeredAt === null) throw error;
    });
  }
  return { answeredAt: atEpoch(request.answeredAt), closedAt: atEpoch(request.closedAt) };
}

function atEpoch(milliseconds: number | null): number | null {
  return milliseconds === null ? null : performance.timeOrigin + milliseconds;
}

answerParent(upstream.url, endOf);
