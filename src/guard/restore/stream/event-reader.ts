import type { EventEdit } from "./edit-event.ts";

/** What a dialect knows of its events. */
export interface EventReader {
  /**
   * Bytes that the events have in them which must be seen although they hold no token, because
   * they say what later ones belong to.
   */
  readonly landmark: string;
  /** Tells the edit which parts of the event are pieces of which texts, and which have ended. */
  read(edit: EventEdit): void;
  /** True when even events without tokens have to be changed from now on. */
  mustSeeAll(): boolean;
  /** The number of an event that would come now; of no meaning where the dialect does not count. */
  nextNumber(): number;
}
