/**
 * Remembers what each conversation has left in its prompt cache, and finds out why it is not there
 * the next time. After the answer, in small steps: no request waits for it.
 */
import { hold } from "../base/lent-memory.ts";
import { limits } from "../base/limits.ts";
import {
  createTurnComparer,
  type ComparerOptions,
  type Reading,
  type Words,
} from "./compare-turns.ts";
import type { Usage } from "../base/usage.ts";
import type { AnsweredTurn, CacheAnswer, CacheQuestion } from "./turn.ts";

export interface CacheWatch {
  /** An answer has come. Only keeps the turn for later, as long as there is room for it. */
  note(turn: AnsweredTurn): void;
  /**
   * A stream has begun: the same. `begun` is the usage that it told by now; null = none. What this
   * returns wants to hear once how the stream ended.
   */
  open(question: CacheQuestion, begun: Usage | null): (answer: CacheAnswer) => void;
  /** Looks at what waits at once; to be called at a stop. */
  flush(): void;
}

/** A turn on its way from its request to the comparison. */
interface Turn extends Omit<CacheQuestion, "sent" | "received"> {
  /** What is not read yet. Streams go on for long, so that no body may wait for their end. */
  words: HeldWords | null;
  reading: Reading | null;
  answer: CacheAnswer | null;
}

interface HeldWords extends Words {
  readonly letGo: () => void;
}

export function createCacheWatch(options: ComparerOptions): CacheWatch {
  const comparer = createTurnComparer(options);
  let queue: Turn[] = [];
  let queueBytes = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function work(turn: Turn): void {
    const { words, answer, conversation } = turn;
    turn.words = null;
    if (words !== null) queueBytes -= bytesOf(words);
    if (answer === null || comparer.isWorthIt({ ...turn, ...answer })) {
      if (words !== null) turn.reading = comparer.read(conversation, words);
      if (answer !== null && turn.reading !== null) {
        comparer.compare({ ...turn, ...answer }, turn.reading);
      }
    }
    words?.letGo();
  }

  function run(): void {
    timer = null;
    for (let bytes = 0; bytes < limits.watchStepBytes;) {
      const turn = queue.shift();
      if (turn === undefined) return;
      // What is read already costs next to nothing.
      bytes += turn.words === null ? 0 : bytesOf(turn.words);
      work(turn);
    }
    if (queue.length > 0) timer = setTimeout(run, limits.watchPauseMs);
  }

  function enqueue(turn: Turn): void {
    queue.push(turn);
    timer ??= setTimeout(run, limits.watchDelayMs);
  }

  function keep({ sent, received, ...facts }: CacheQuestion): (answer: CacheAnswer) => void {
    const words = { sent, received };
    if (queueBytes + bytesOf(words) > limits.watchQueueBytes) {
      comparer.forget(facts.conversation);
      return ignore;
    }
    const turn: Turn = { ...facts, words: held(words), reading: null, answer: null };
    queueBytes += bytesOf(words);
    enqueue(turn);
    return ({ usage, servedModel, providerReason }) => {
      turn.answer = { usage, servedModel, providerReason };
      // Else it waits already.
      if (turn.words === null) enqueue(turn);
    };
  }

  return {
    note(turn) {
      if (comparer.isWorthIt(turn)) keep(turn)(turn);
    },
    open(question, begun) {
      // Some servers begin with nothing but zeros, and tell the truth at the end.
      const isTold = begun !== null && begun.input !== null && begun.input > 0;
      return isTold && !comparer.isWorthIt({ ...question, usage: begun }) ? ignore : keep(question);
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const waiting = queue;
      queue = [];
      for (const turn of waiting) work(turn);
    },
  };
}

const ignore = (): void => undefined;

function held(words: Words): HeldWords {
  const { sent, received } = words;
  const holds = [hold(sent.bytes), ...(received === null ? [] : [hold(received.bytes)])];
  return { ...words, letGo: () => holds.forEach((letGo) => letGo()) };
}

function bytesOf({ sent, received }: Words): number {
  return sent.bytes.length + (received?.bytes.length ?? 0);
}
