import type { DataDirectory, Seed } from "../../support/data-directory.ts";

/** Environment variables of CodeGate. */
export type Environment = Readonly<Record<string, string>>;

/** A gateway that runs in one of its ways. */
export interface ContractHost {
  /** Where it listens, without a slash at the end; null when it has no socket. */
  readonly url: string | null;
  readonly data: DataDirectory;
  /** Sends a request to `path`, query included. Redirects are not followed. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Stops it and removes its data directory. */
  stop(): Promise<void>;
}

/** One way of running CodeGate. Every way has to pass the same list. */
export interface ContractTarget {
  readonly name: string;
  /** With nothing else in the environment than what is given. */
  start(seed: Seed, environment: Environment): Promise<ContractHost>;
}
