import { oneLine } from "../../process/logger.ts";
import { findProvider } from "../../provider/providers.ts";
import { addAccount, listAccounts } from "../../store/manage-accounts.ts";
import { renewSignIn, type SignedIn } from "../../store/manage-grants.ts";
import { complain, exitCodes, type CommandRooms } from "../command.ts";
import { describeProvider } from "../accounts/describe-account.ts";
import { freeName } from "../accounts/free-name.ts";
import { fullPath, readIfThere } from "../find-store.ts";
import { shellWord } from "../terminal/phrases.ts";

export interface KeepInput {
  readonly provider: string;
  readonly signedIn: SignedIn;
  /** The account whose sign-in is renewed; undefined = a new account. */
  readonly account: string | undefined;
  /** What a new account is called; undefined = after its provider. */
  readonly name: string | undefined;
}

/** Stores what a person signed in for, in a new account or in one that there is. */
export function keepSignIn(input: KeepInput, rooms: CommandRooms): number {
  const { terminal, place } = rooms;
  const { provider, signedIn, account } = input;
  const kept =
    account === undefined
      ? addNew(input, rooms)
      : renewSignIn(place, account, { provider, signedIn });
  if (!kept.ok) return complain(terminal, kept.failure);
  const { name } = kept.value;
  const who = signedIn.email === null ? "" : ` as ${signedIn.email}`;
  const what = `${oneLine(name)} (${describeProvider(provider, "oauth")})`;
  const done = account === undefined ? `is added to ${fullPath(place)}` : "has a new sign-in";
  terminal.out.line(`The account ${what} ${done}${who}.`);
  explain(input, name, rooms);
  return exitCodes.done;
}

function addNew(
  { provider, signedIn, name }: KeepInput,
  { place }: CommandRooms,
): ReturnType<typeof addAccount> {
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return accounts;
  const { email, plan } = signedIn;
  return addAccount(place, {
    name: name ?? freeName(findProvider(provider).title, accounts.value),
    provider,
    authType: "oauth",
    credential: signedIn.accessToken,
    refreshToken: signedIn.refreshToken,
    tokenExpiresAt: signedIn.expiresAt,
    externalAccountId: signedIn.externalAccountId,
    accountEmail: email,
    subscriptionType: plan,
    grantedAt: signedIn.grantedAt,
    sharedFile: signedIn.sharedFile,
  });
}

function explain({ provider, signedIn }: KeepInput, name: string, rooms: CommandRooms): void {
  const { error } = rooms.terminal;
  const { sharedFile, refreshToken } = signedIn;
  if (sharedFile !== null) {
    error.line(
      `Its sign-in is shared with another client: ${sharedFile} is followed, never renewed.`,
    );
  } else if (refreshToken === null) {
    error.line("The provider gave no refresh token: sign in again when this one has ended.");
  }
  const clients = findProvider(provider).subscriptionClients;
  if (clients !== null) error.line(`It serves requests of ${clients.join(", ")} only.`);
  else error.line(`Try it with: ${rooms.program} accounts test ${shellWord(name)}`);
}
