/** Held-out cases of secrets: every form in texts chosen by chance. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { named, structured, type KeyForm } from "./key-forms.ts";
import type { Chance } from "./random.ts";
import { spansOf, type Case, type Planted, type Template } from "./record.ts";
import { addressSettings, bareSettings, namedSettings, passwordSettings } from "./settings.ts";

export function makeSecrets(chance: Chance, rounds: number): Case[] {
  const cases: Case[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const form of structured) cases.push(keyCase(chance, form, "structured"));
    for (const form of named) cases.push(keyCase(chance, form, "context"));
    for (let index = 0; index < 40; index++) cases.push(passwordCase(chance));
    for (let index = 0; index < 16; index++) cases.push(addressCase(chance));
    cases.push(...privateKeyCases(chance));
  }
  return cases.map((each, index) => ({ ...each, id: `hs-${index}` }));
}

function keyCase(chance: Chance, form: KeyForm, tier: "structured" | "context"): Case {
  const isNamed = tier === "context" || chance.next() < 0.6;
  const template = chance.pick(isNamed ? namedSettings : bareSettings);
  const value = chance.fill(form.form);
  const text = write(template, value, form.name);
  const type = typeOf(form.rule);
  return caseOf({ text, planted: [{ value, type }], rule: form.rule, tier, template });
}

function typeOf(rule: string): string {
  if (rule === "jwt") return "jwt";
  return rule.startsWith("aws-") ? "aws_key" : "api_key";
}

function write(template: Template, value: string, name: string): string {
  return template.text.replaceAll("«N»", () => name).replaceAll("«V»", () => value);
}

const words =
  "River Copper Falcon Winter Marble Tiger Saturn Velvet Harbor Pepper Lemon Rocket Violet".split(
    " ",
  );

/** Weak and strong ones, as people choose and generators make them. */
function password(chance: Chance): string {
  const word = chance.pick(words);
  return chance.pick([
    () => `${word}${chance.between(10, 2026)}${chance.pick(["!", "#", "?", "$", "*"])}`,
    () => `${word.toLowerCase()}-${chance.pick(words).toLowerCase()}-${chance.between(2, 99)}`,
    () => chance.fill("{B:12}"),
    () => chance.fill("{B:6}!{B:5}%{B:3}"),
    () => chance.fill("{a:5}{D:3}@{A:2}{a:4}"),
    () => word.replace("e", "3").replace("a", "@") + chance.fill("{D:3}"),
    () => chance.fill("{U:24}"),
    () => chance.fill("{L:3}#{D:2}{L:4}&{D:2}"),
  ])();
}

function passwordCase(chance: Chance): Case {
  const template = chance.pick(passwordSettings);
  let value = password(chance);
  while (/[$`]/.test(value)) value = password(chance);
  const planted = [{ value, type: "password" }];
  return caseOf({
    text: write(template, value, ""),
    planted,
    rule: "password",
    tier: "context",
    template,
  });
}

function addressCase(chance: Chance): Case {
  const scheme = chance.pick(
    "postgres postgresql mysql mongodb mongodb+srv redis rediss amqp https http ftp sftp clickhouse mssql nats ldap smtp".split(
      " ",
    ),
  );
  const secret = chance.pick([
    chance.fill("{B:14}"),
    chance.fill("{B:6}%40{B:4}"),
    chance.fill("{a:5}{D:3}"),
  ]);
  const user = chance.pick(["app", "admin", "svc-build", "reader", ""]);
  const host = chance.pick([
    "db.internal",
    "10.2.3.4:5432",
    "cluster0.x1.example-db.net",
    "localhost:6379",
    "queue:5672",
  ]);
  const template = chance.pick(addressSettings);
  const text = write(template, `${scheme}://${user}:${secret}@${host}/main`, "");
  const planted = [{ value: secret, type: "url_credentials" }];
  return caseOf({ text, planted, rule: `url-${scheme}`, tier: "structured", template });
}

/** Throw-away keys, made here. */
function privateKeyCases(chance: Chance): Case[] {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const edwards = generateKeyPairSync("ed25519").privateKey;
  const texts = [
    pem(rsa, "pkcs1"),
    pem(rsa, "pkcs8"),
    pem(curve, "sec1"),
    pem(edwards, "pkcs8"),
    block("OPENSSH PRIVATE KEY", chance.fill("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU{S:360}")),
    block("PGP PRIVATE KEY BLOCK", chance.fill("lQOYB{S:500}")),
    block("ENCRYPTED PRIVATE KEY", chance.fill("MIIFHDBOBgkqhkiG9w0BBQ0w{S:400}")),
    block("DSA PRIVATE KEY", chance.fill("MIIB{S:300}")),
  ];
  return texts.flatMap((text) => [privateKeyCase(chance, text), privateKeyCase(chance, text)]);
}

function pem(key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1"): string {
  return key
    .export({ format: "pem", type: type as "pkcs8" })
    .toString()
    .trim();
}

function block(label: string, body: string): string {
  const lines = body.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n");
}

/** How the lines of a key are written, and what stands around it. */
const keySettings: readonly {
  name: string;
  line: (line: string, index: number) => string;
  between: string;
  around: [string, string];
}[] = [
  { name: "file", line: (line) => line, between: "\n", around: ["", "\n"] },
  {
    name: "json",
    line: (line) => line,
    between: "\\n",
    around: ['{"type":"service_account","private_key":"', '\\n","x":1}'],
  },
  {
    name: "json-twice",
    line: (line) => line,
    between: "\\\\n",
    around: ['"{\\"key\\": \\"', '\\\\n\\"}"'],
  },
  { name: "env", line: (line) => line, between: "\\n", around: ['SIGNING_PEM="', '\\n"\n'] },
  { name: "diff", line: (line) => `+${line}`, between: "\n", around: ["@@ -0,0 +1,20 @@\n", "\n"] },
  {
    name: "numbered",
    line: (line, index) => `${String(index + 1).padStart(6)}\t${line}`,
    between: "\n",
    around: ["", "\n"],
  },
  {
    name: "arrow",
    line: (line, index) => `${String(index + 1).padStart(5)}→${line}`,
    between: "\n",
    around: ["", "\n"],
  },
  {
    name: "yaml",
    line: (line) => `    ${line}`,
    between: "\n",
    around: ["tls:\n  key: |\n", "\n  cert: none\n"],
  },
  { name: "crlf", line: (line) => line, between: "\r\n", around: ["", "\r\n"] },
  { name: "python", line: (line) => line, between: "\n", around: ['KEY = """', '"""\n'] },
  {
    name: "js-concat",
    line: (line) => `  "${line}\\n"`,
    between: " +\n",
    around: ["const key =\n", ";\n"],
  },
  {
    name: "quoted-mail",
    line: (line) => `> ${line}`,
    between: "\n",
    around: ["> see below\n", "\n"],
  },
  { name: "comment", line: (line) => `# ${line}`, between: "\n", around: ["", "\n"] },
];

function privateKeyCase(chance: Chance, key: string): Case {
  const setting = chance.pick(keySettings);
  const lines = key.split("\n");
  const written = lines.map((line, index) => setting.line(line, index)).join(setting.between);
  const text = setting.around[0] + written + setting.around[1];
  const planted = lines
    .filter((line) => line.length > 8)
    .map((value) => ({ value, type: "private_key" }));
  const template = { name: setting.name, text: "" };
  return caseOf({
    text,
    planted,
    rule: lines[0]?.replaceAll("-", "") ?? "",
    tier: "structured",
    template,
  });
}

interface Parts {
  readonly text: string;
  readonly planted: readonly Planted[];
  readonly rule: string;
  readonly tier: string;
  readonly template: Template;
}

function caseOf({ text, planted, rule, tier, template }: Parts): Case {
  const spans = spansOf(text, planted);
  const category = planted[0]?.type ?? "";
  return { id: "", category, text, spans, rule, tier, context: template.name };
}
