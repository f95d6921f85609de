export interface DecisionKind {
  /** Equal bytes of different kinds are decided apart. */
  readonly seed: bigint;
  /** Leaves are what has to be kept; what is made of leaves follows from them. */
  readonly isLeaf: boolean;
}
