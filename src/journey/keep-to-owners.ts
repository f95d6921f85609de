/**
 * Requests that only certain accounts can serve, whatever the strategy says: they build on a response
 * that one of them keeps, or (where the user wants a clear error rather than a conversation that has
 * lost its thinking) they carry thinking that some of them signed.
 */
import { foreignThinkingSetting } from "../admit/caller-settings.ts";
import { canRead } from "../affinity/signer.ts";
import { carriesThinking } from "../affinity/thinking.ts";
import type { Refusal } from "../base/refusal.ts";
import { failed, success, type Result } from "../base/result.ts";
import type { Candidate, Skip } from "../route/candidate.ts";
import type { Unroutable } from "../route/route.ts";
import type { Exchange } from "./exchange.ts";
import { readerOf } from "./reader-of.ts";
import type { Rooms } from "./rooms.ts";

export function keepToOwners(
  exchange: Exchange,
  rooms: Pick<Rooms, "organizations">,
): Result<Exchange, Unroutable> {
  const { plan } = exchange;
  const bond = findBond(exchange, rooms);
  if (bond === null) return success(exchange);
  const candidates = plan.candidates.filter(bond.canServe);
  const others = plan.candidates.filter((each) => !bond.canServe(each));
  const passed = others.map(({ account }): Skip => {
    return { account, kind: bond.kind, reason: bond.reason, waitMs: null };
  });
  const skips = [...plan.skips, ...passed];
  const [first] = candidates;
  if (first === undefined) {
    return failed({
      ...explain(
        bond,
        plan.skips.find(({ account }) => bond.owners.includes(account.id)),
      ),
      skips,
    });
  }
  const preferred = candidates.includes(plan.preferred) ? plan.preferred : first;
  return success({ ...exchange, plan: { ...plan, preferred, candidates, skips } });
}

interface Bond {
  /** Ids of the accounts it is about. */
  readonly owners: readonly string[];
  readonly canServe: (candidate: Candidate) => boolean;
  readonly kind: Extract<Skip["kind"], "thinking" | "state">;
  /** Why another account is passed over. */
  readonly reason: string;
  /** What a client is told when none of the owners can be asked. */
  readonly message: string;
  readonly advice: string;
}

function findBond(
  exchange: Exchange,
  { organizations }: Pick<Rooms, "organizations">,
): Bond | null {
  const { home, settings, request } = exchange;
  const keeper = home?.keeper ?? null;
  if (keeper !== null) {
    const name = namesOf([keeper], exchange);
    return {
      owners: [keeper],
      canServe: ({ account }) => account.id === keeper,
      kind: "state",
      reason: `does not have what ${name} keeps of this conversation`,
      message: `This request builds on a response or conversation that only account ${name} keeps.`,
      advice: "Send the conversation itself to go on elsewhere.",
    };
  }
  const signers = home?.signers ?? [];
  if (settings.foreignThinking !== "refuse" || signers.length === 0) return null;
  if (!carriesThinking(request)) return null;
  const owners = signers.map(({ accountId }) => accountId);
  const names = namesOf([...new Set(owners)], exchange);
  return {
    owners,
    canServe: (candidate) => {
      const reader = readerOf(candidate, organizations);
      return signers.some((signer) => canRead(reader, signer));
    },
    kind: "thinking",
    reason: `cannot read the thinking that ${names} signed (${foreignThinkingSetting})`,
    message: `This conversation holds thinking that only the account which signed it can read: ${names}.`,
    advice: `Set ${foreignThinkingSetting} to drop to go on without it.`,
  };
}

function namesOf(ids: readonly string[], { snapshot }: Exchange): string {
  const names = ids.map((id) => snapshot.accounts.get(id)?.name);
  return names
    .map((name) => (name === undefined ? "an account that is gone" : `"${name}"`))
    .join(" and ");
}

/** `skip`: why an owner is not asked; undefined = it is not among the accounts. */
function explain({ message: what, advice }: Bond, skip: Skip | undefined): Refusal {
  const why =
    skip === undefined
      ? "It is not among the accounts that may serve this request."
      : `It ${skip.reason.replace(/\.$/, "")}.`;
  const message = `${what} ${why} ${advice}`;
  const waitMs = skip?.waitMs ?? null;
  return waitMs === null
    ? { kind: "unavailable", message, retryable: false }
    : { kind: "rate_limit", message, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
}
