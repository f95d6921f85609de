import type { Named } from "../../store/change-store.ts";

/** The title, or with a number behind it when an account has that name already. */
export function freeName(title: string, accounts: readonly Named[]): string {
  const taken = new Set(accounts.map(({ name }) => name.trim().toLowerCase()));
  let name = title;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${title} ${number}`;
  return name;
}
