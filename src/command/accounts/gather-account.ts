/** What a new account is made of, from flags and, on a terminal, from answers. */
import { success, type Result } from "../../base/result.ts";
import { orClosest } from "../../process/closest-name.ts";
import {
  codexProvider,
  customProvider,
  findProvider,
  providerTitles,
} from "../../provider/providers.ts";
import { explainTaken, type NewAccount } from "../../store/check-account.ts";
import { listAccounts } from "../../store/manage-accounts.ts";
import { localProviders } from "../../store/read-account.ts";
import type { AuthType } from "../../store/snapshot.ts";
import type { CommandRooms, ParsedWords } from "../command.ts";
import { impossible, misused, type Complaint } from "../complaint.ts";
import { readIfThere } from "../find-store.ts";
import { askProvider } from "./ask-provider.ts";
import { freeName } from "./free-name.ts";
import { readCertificateFile } from "./read-certificate-file.ts";
import { readNumbers } from "./read-numbers.ts";
import { readSecret } from "./read-secret.ts";

/** Everything that flags can get wrong is found before the first question is asked. */
export async function gatherAccount(
  words: ParsedWords,
  rooms: CommandRooms,
): Promise<Result<NewAccount, Complaint>> {
  const numbers = readNumbers(words);
  if (!numbers.ok) return numbers;
  const authType = readAuthType(words.value("auth-type"));
  if (!authType.ok) return authType;
  const certificates = await readCertificateFile(words.value("ca-file"));
  if (!certificates.ok) return certificates;
  const provider = await chooseProvider(words.value("provider"), rooms);
  if (!provider.ok) return provider;
  const isCustom = provider.value === customProvider.id;
  const isLocal = localProviders.has(provider.value);
  if (words.has("no-key") && !isLocal)
    return misused("Only a server of your own can do without a key.");
  const name = await chooseName(words, provider.value, rooms);
  if (!name.ok) return name;
  const baseUrl = await chooseAddress(words.value("base-url"), isCustom, rooms);
  if (!baseUrl.ok) return baseUrl;
  const externalAccountId = await chooseExternalId(words, provider.value, rooms);
  const isSubscription = provider.value === codexProvider.id;
  const settledAuthType = authType.value ?? (isSubscription ? "oauth" : "api_key");
  const credential = words.has("no-key")
    ? success(null)
    : await readSecret(words, rooms, {
        title: settledAuthType === "oauth" ? "Access token" : "API key",
        isOptional: isLocal,
      });
  if (!credential.ok) return credential;
  return success({
    name: name.value,
    provider: provider.value,
    authType: settledAuthType,
    credential: credential.value,
    baseUrl: baseUrl.value,
    externalAccountId,
    proxyUrl: words.value("proxy"),
    caCertificates: certificates.value,
    dialects: words.value("speaks"),
    ...numbers.value,
  });
}

/** What is needed was given, so what has a default is not asked for: scripts run on terminals, too. */
function isComplete(words: ParsedWords): boolean {
  return words.has("provider") && ["key-env", "key-stdin", "no-key"].some(words.has);
}

const authTypes: readonly AuthType[] = ["api_key", "oauth"];

function readAuthType(given: string | undefined): Result<AuthType | null, Complaint> {
  if (given === undefined) return success(null);
  const found = authTypes.find((each) => each === given);
  return found === undefined ? misused("--auth-type is api_key or oauth.") : success(found);
}

async function chooseProvider(
  given: string | undefined,
  { terminal }: CommandRooms,
): Promise<Result<string, Complaint>> {
  const ids = [...providerTitles.keys()];
  if (given === undefined) {
    if (!terminal.isInteractive) {
      return misused(`Say which provider, with --provider and one of ${ids.join(", ")}.`);
    }
    const asked = await askProvider(terminal);
    return asked === null ? impossible("Nothing was added.") : success(asked);
  }
  const id = given.toLowerCase();
  if (ids.includes(id)) return success(id);
  return misused(
    `There is no provider ${given}${orClosest(id, ids)} ` +
      "A server that is not in the list is custom.",
  );
}

async function chooseName(
  words: ParsedWords,
  provider: string,
  { terminal, place }: CommandRooms,
): Promise<Result<string, Complaint>> {
  const given = words.value("name");
  const accounts = readIfThere(place, listAccounts, []);
  if (!accounts.ok) return impossible(accounts.failure);
  const taken = new Set(accounts.value.map(({ name }) => name.toLowerCase()));
  const isTaken = (name: string) => taken.has(name.trim().toLowerCase());
  if (given !== undefined) {
    return isTaken(given) ? impossible(explainTaken(given)) : success(given);
  }
  const usual = freeName(findProvider(provider).title, accounts.value);
  if (!terminal.isInteractive || isComplete(words)) return success(usual);
  for (;;) {
    const answer = await terminal.ask(`Name [${usual}]: `);
    if (answer === null) return impossible("Nothing was added.");
    const name = answer.trim() === "" ? usual : answer.trim();
    if (!isTaken(name)) return success(name);
    terminal.error.line(explainTaken(name));
  }
}

async function chooseAddress(
  given: string | undefined,
  isCustom: boolean,
  { terminal }: CommandRooms,
): Promise<Result<string | null, Complaint>> {
  if (given !== undefined) return success(given);
  if (!isCustom) return success(null);
  if (!terminal.isInteractive) {
    return misused("A custom account needs the address of its server: --base-url URL.");
  }
  for (;;) {
    const answer = await terminal.ask("Address, such as http://127.0.0.1:11434: ");
    if (answer === null) return impossible("Nothing was added.");
    if (/^https?:\/\/\S+$/i.test(answer.trim())) return success(answer.trim());
    terminal.error.line("An address begins with http:// or https://.");
  }
}

async function chooseExternalId(
  words: ParsedWords,
  provider: string,
  { terminal }: CommandRooms,
): Promise<string | null> {
  const given = words.value("external-account-id");
  if (given !== undefined) return given;
  const asks = terminal.isInteractive && !isComplete(words);
  if (provider !== codexProvider.id || !asks) return null;
  const question = "ChatGPT account id (account_id in ~/.codex/auth.json; Enter for none): ";
  const answer = (await terminal.ask(question))?.trim() ?? "";
  return answer === "" ? null : answer;
}
