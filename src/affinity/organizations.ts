/** Which organization owns an account, as its provider's answers say. */
import { loadOnce } from "../base/load-once.ts";
import { limits } from "../base/limits.ts";

export interface Owned {
  readonly id: string;
  readonly provider: string;
}

export interface Organizations {
  /** Takes in what an answer of the account said. */
  note(account: Owned, headers: Headers): void;
  /** Null = no answer has said. */
  of(accountId: string): string | null;
  /** What another worker has learnt. */
  adopt(accountId: string, organization: string): void;
}

export interface OrganizationsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Keeps it beyond a restart. */
  readonly save: (accountId: string, organization: string, expiresAt: number) => void;
  /** What was saved; asked until it is not null, which means "not readable yet". */
  readonly load: () => readonly { readonly key: string; readonly value: string }[] | null;
}

const anthropicName = "anthropic-organization-id";
const openAiName = "openai-organization";

export function createOrganizations({ now, save, load }: OrganizationsOptions): Organizations {
  const known = new Map<string, string>();

  /** What this process has heard itself is newer than what was saved. */
  const loadSaved = loadOnce(load, (saved) => {
    for (const { key, value } of saved) if (!known.has(key)) known.set(key, value);
  });

  return {
    note({ id: accountId, provider }, headers) {
      const id = headers.get(anthropicName) ?? headers.get(openAiName);
      if (id === null || id.length > limits.organizationLength) return;
      const organization = `${provider} ${id}`;
      loadSaved();
      if (known.get(accountId) === organization) return;
      if (known.size >= limits.quotaAccounts) known.clear();
      known.set(accountId, organization);
      save(accountId, organization, now() + limits.bindingThinkingIdleMs);
    },
    of(accountId) {
      loadSaved();
      return known.get(accountId) ?? null;
    },
    adopt: (accountId, organization) => void known.set(accountId, organization),
  };
}
