/** Held-out cases of personal data. Numbers get their check digits here. */
import { passesLuhn, passesMod97 } from "../../../src/guard/personal/checksums.ts";
import { first, last, places, streets } from "./people.ts";
import { nationalPhones, phones } from "./phone-forms.ts";
import { settings } from "./personal-settings.ts";
import type { Chance } from "./random.ts";
import { spansOf, type Case } from "./record.ts";

interface Kind {
  readonly type: string;
  readonly rule: string;
  readonly tier: string;
  readonly value: (chance: Chance) => string;
  readonly settings: readonly string[];
}

const ibanForms: readonly (readonly [string, string])[] = [
  ["DE", "{D:18}"],
  ["FR", "{D:10}{B:0}{D:13}".replace("{B:0}", "")],
  ["GB", "NWBK{D:14}"],
  ["NL", "ABNA{D:10}"],
  ["ES", "{D:20}"],
  ["IT", "X{D:10}{N:12}"],
  ["AT", "{D:16}"],
  ["CH", "{D:5}{N:12}"],
  ["BE", "{D:12}"],
  ["PL", "{D:24}"],
  ["SE", "{D:20}"],
  ["NO", "{D:11}"],
  ["DK", "{D:14}"],
  ["FI", "{D:14}"],
  ["IE", "AIBK{D:14}"],
  ["PT", "{D:21}"],
  ["CZ", "{D:20}"],
  ["HU", "{D:24}"],
  ["RO", "BTRL{N:16}"],
  ["GR", "{D:7}{N:16}"],
  ["LU", "{D:3}{N:13}"],
  ["TR", "{D:5}0{N:16}"],
  ["SA", "{D:2}{N:18}"],
  ["AE", "{D:19}"],
  ["IL", "{D:19}"],
];

function iban(chance: Chance): string {
  const [country, form] = chance.pick(ibanForms);
  const account = chance.fill(form.replaceAll("{N:", "{D:"));
  for (let check = 2; check < 99; check++) {
    const value = `${country}${String(check).padStart(2, "0")}${account}`;
    if (!passesMod97(value)) continue;
    return chance.next() < 0.5 ? value : value.replaceAll(/(.{4})(?=.)/g, "$1 ");
  }
  return iban(chance);
}

function card(chance: Chance): string {
  const form = chance.pick([
    "4{D:14}",
    "5{D:14}",
    "2221{D:11}",
    "34{D:12}",
    "37{D:12}",
    "6011{D:11}",
    "3530{D:11}",
    "36{D:11}",
    "62{D:13}",
  ]);
  const body = chance.fill(form.replace(/^5\{D:14\}$/, `5${chance.between(1, 5)}{D:13}`));
  const digits = [..."0123456789"].map((digit) => body + digit).find(passesLuhn) ?? body;
  if (digits.length === 15)
    return chance.pick([digits, digits.replace(/(.{4})(.{6})(.{5})/, "$1 $2 $3")]);
  if (digits.length !== 16) return digits;
  const gap = chance.pick(["", " ", "-"]);
  return digits.replaceAll(/(.{4})(?=.)/g, `$1${gap}`);
}

function socialSecurity(chance: Chance): string {
  const area = chance.between(1, 772);
  if (area === 666) return socialSecurity(chance);
  const parts = [
    String(area).padStart(3, "0"),
    String(chance.between(1, 99)).padStart(2, "0"),
    String(chance.between(1, 9999)).padStart(4, "0"),
  ];
  return parts.join("-");
}

function mail(chance: Chance): string {
  const person = ascii(chance.pick(first)).toLowerCase();
  const family = ascii(chance.pick(last))
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "");
  const local = chance.pick([
    `${person}.${family}`,
    `${person[0]}${family}`,
    `${person}_${family}${chance.between(1, 99)}`,
    `${person}+shop`,
    `${family}`,
  ]);
  const host = chance.pick([
    "fabrikam-labs.com",
    "mail.contoso.co.uk",
    "posteo.de",
    "gmail.com",
    "uni-halle.example.de",
    "tailspin.io",
    "wingtip.com.au",
    "outlook.fr",
    "sub.adatum.org",
  ]);
  return `${local}@${host}`;
}

function ascii(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replaceAll("ß", "ss");
}

function ipAddress(chance: Chance): string {
  const octet = () => chance.between(1, 254);
  return chance.pick([
    () =>
      `${chance.pick([23, 45, 62, 81, 93, 104, 133, 151, 178, 185, 203, 212])}.${octet()}.${octet()}.${octet()}`,
    () => `${chance.pick([23, 45, 62, 81, 93, 104, 133])}.${octet()}.${octet()}.${octet()}`,
    () => chance.fill("2a01:4f8:{H:3}:{H:4}::{H:1}"),
    () => chance.fill("2001:db8:{H:4}:{H:4}:{H:4}:{H:4}:{H:4}:{H:4}"),
    () => chance.fill("fe80::{H:4}:{H:4}:{H:4}:{H:4}"),
    () => chance.fill("2606:4700:{H:4}::{H:4}:{H:4}"),
  ])();
}

const passports: readonly string[] = [
  "{D:9}",
  "C{D:8}",
  "{A:2}{D:7}",
  "{A:3}{D:6}",
  "{D:2}{A:2}{D:5}",
  "{A:1}{D:7}",
  "{A:1}{D:8}",
  "C01X{D:5}",
  "{A:2}{D:6}",
  "E{D:8}",
];

function address(chance: Chance): string {
  return chance.fill(chance.pick(streets));
}

const kinds: readonly Kind[] = [
  { type: "email", rule: "email", tier: "structured", value: mail, settings: settings.email },
  {
    type: "phone",
    rule: "phone-national",
    tier: "context",
    value: (chance) => chance.fill(chance.pick(nationalPhones)),
    settings: settings.plainPhone,
  },
  { type: "iban", rule: "iban", tier: "structured", value: iban, settings: settings.iban },
  { type: "credit_card", rule: "card", tier: "structured", value: card, settings: settings.card },
  { type: "ssn", rule: "ssn", tier: "structured", value: socialSecurity, settings: settings.ssn },
  { type: "ip_address", rule: "ip", tier: "structured", value: ipAddress, settings: settings.ip },
  {
    type: "passport",
    rule: "passport",
    tier: "context",
    value: (chance) => chance.fill(chance.pick(passports)),
    settings: settings.passport,
  },
  {
    type: "address",
    rule: "address",
    tier: "structured",
    value: address,
    settings: settings.address,
  },
];

export function makePersonal(chance: Chance, rounds: number): Case[] {
  const cases: Case[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [country, form] of phones) {
      cases.push(
        caseOf(chance, {
          type: "phone",
          rule: `phone-${country}`,
          tier: "structured",
          value: () => chance.fill(form),
          settings: settings.phone,
        }),
      );
    }
    for (const kind of kinds) {
      for (let index = 0; index < 25; index++) cases.push(caseOf(chance, kind));
    }
  }
  return cases.map((each, index) => ({ ...each, id: `hp-${index}` }));
}

function caseOf(chance: Chance, { type, rule, tier, value: make, settings: list }: Kind): Case {
  const value = make(chance);
  const setting = chance.pick(list);
  const place = chance.pick(places);
  const text = setting.replaceAll("«V»", () => value).replaceAll("«P»", () => place);
  return {
    id: "",
    category: type,
    text,
    spans: spansOf(text, [{ value, type }]),
    rule,
    tier,
    context: setting.slice(0, 24),
  };
}
