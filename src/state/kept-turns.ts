/** The turns that are kept for clients that build on them, each caller's apart from all others. */
import { limits } from "../base/limits.ts";
import { untilFound } from "../base/until-found.ts";
import type { Store } from "../store/store.ts";
import { openTurn, sealTurn, type KeptTurn } from "./kept-turn.ts";

export interface TurnName {
  /** Whose: "tenant:ID", or the kind of a caller that is no tenant. */
  readonly caller: string;
  /** Id of the response. */
  readonly id: string;
}

export interface KeptTurns {
  find(name: TurnName): KeptTurn | null;
  /** The same after a moment in which another worker may write it, if it is not there yet. */
  findSoon(name: TurnName): Promise<KeptTurn | null>;
  /** The turn and all that came before it, oldest first; null = one of them is not there. */
  chain(name: TurnName): readonly KeptTurn[] | null;
  /** False when the turn is too large. Written later; found at once. */
  keep(name: TurnName, turn: KeptTurn): boolean;
  forget(name: TurnName): void;
}

export interface KeptTurnsInput {
  readonly store: Pick<Store, "keptResponse" | "write">;
  /** 32 bytes. */
  readonly key: () => Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Null = no other worker writes to the same database. */
  readonly others: KeptNews | null;
}

/** What workers do to turns is written a moment after their answers, and told before. */
export interface KeptNews {
  tell(place: string, change: KeptChange): void;
  /** What another worker has told lately; null = nothing. */
  heard(place: string): KeptChange | null;
}

export type KeptChange = "kept" | "forgotten";

export function createKeptTurns(input: KeptTurnsInput): KeptTurns {
  const { store, key, now, others } = input;
  function find(name: TurnName): KeptTurn | null {
    if (others?.heard(placeOf(name)) === "forgotten") return null;
    const sealed = store.keptResponse(name);
    return sealed === null ? null : openTurn(sealed, placeOf(name), key());
  }

  function write({ caller, id }: TurnName, conversation: string, sealed: Uint8Array | null): void {
    store.write({ table: "codegate_responses", caller, id, conversation, at: now(), sealed });
  }

  return {
    find,
    async findSoon(name) {
      const look = () => find(name);
      if (others === null) return look();
      const found = await untilFound(look, limits.peerNewsMs);
      if (found !== null || others.heard(placeOf(name)) !== "kept") return found;
      // Its row waits for a lock.
      return untilFound(look, limits.lockWaitMs);
    },
    chain({ caller, id: last }) {
      const turns: KeptTurn[] = [];
      for (let id: string | null = last; id !== null;) {
        const turn: KeptTurn | null = find({ caller, id });
        if (turn === null || turns.length === limits.keptChainTurns) return null;
        turns.push(turn);
        id = turn.previous;
      }
      return turns.toReversed();
    },
    keep(name, turn) {
      if (turn.input.length + turn.response.length > limits.keptTurnBytes) return false;
      write(name, turn.conversation, sealTurn(turn, placeOf(name), key()));
      others?.tell(placeOf(name), "kept");
      return true;
    },
    forget(name) {
      write(name, "", null);
      others?.tell(placeOf(name), "forgotten");
    },
  };
}

function placeOf({ caller, id }: TurnName): string {
  return JSON.stringify([caller, id]);
}
