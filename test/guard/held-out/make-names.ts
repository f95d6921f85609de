/** Held-out cases of people's names in the texts that developers handle. */
import { common, international } from "./people.ts";
import type { Chance } from "./random.ts";
import { spansOf, type Case } from "./record.ts";

const settings: readonly string[] = [
  "Author: «V» <dev@fabrikam-labs.com>",
  "Signed-off-by: «V» <x@fabrikam-labs.com>",
  "Co-authored-by: «V» <x@fabrikam-labs.com>",
  "Reviewed-by: «V» <x@fabrikam-labs.com>",
  "    @author «V»\n",
  "Copyright (c) 2024 «V»",
  "Dear «V»,\n\nthank you for your order.",
  "Hi «V», could you look at this?",
  "Kind regards,\n«V»\n",
  "Best,\n«V»",
  '{"fullName": "«V»", "id": 12}',
  '{"customer_name":"«V»"}',
  "name: «V»\nrole: admin\n",
  "Assignee: «V»\n",
  "Patient: «V», born 1971",
  "«V» wrote the first draft in May.",
  "I talked to «V» about the outage.",
  "The ticket was opened by «V» yesterday.",
  "Please ask «V» for access.",
  "Mr. «V» called twice.",
  "Attendees: «V», two guests",
  "INSERT INTO staff (name) VALUES ('«V»');",
  "| 41 | «V» | paid |",
  "contact person is «V».",
  "reported by «V»",
  "- «V» (team lead)",
  "first_name,last_name\n# «V» joined in 2021",
  "My name is «V» and I need help.",
  "cc «V»",
  "Ms. «V» will send the contract to us.",
];

export function makeNames(chance: Chance, rounds: number): Case[] {
  const cases: Case[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const setting of settings) {
      for (const [tier, people] of [
        ["common", common],
        ["intl", international],
      ] as const) {
        const value = `${chance.pick(people.first)} ${chance.pick(people.last)}`;
        const text = setting.replaceAll("«V»", () => value);
        const spans = spansOf(text, [{ value, type: "name" }]);
        cases.push({
          id: `hn-${cases.length}`,
          category: "name",
          text,
          spans,
          rule: "name",
          tier,
          context: setting.slice(0, 24),
        });
      }
    }
  }
  return cases;
}
