/** What could go wrong: sensitive text goes out, or somebody's source code is changed. */
import { expect, test } from "bun:test";
import { found } from "../../support/guard.ts";

const sensitive: readonly (readonly [text: string, ...values: readonly string[]])[] = [
  // Secrets by name, in the ways that texts give values to names.
  ['{"password": "S3cr3tPassw0rd"}', "password: S3cr3tPassw0rd"],
  ['{\\"password\\": \\"S3cr3tPassw0rd\\"}', "password: S3cr3tPassw0rd"],
  ["spring.datasource.password=Tr4ktor-99", "password: Tr4ktor-99"],
  ["  1\tPORT=1\n  2\tDB_PASSWORD=v3ry&odd(pw)\n", "password: v3ry&odd(pw)"],
  ['if (password === "kX8!vB3nQ5") {', "password: kX8!vB3nQ5"],
  ['password: str = "n0tMyRe4lPw"', "password: n0tMyRe4lPw"],
  ["The admin password is Winter2025!", "password: Winter2025!"],
  ["--password hunter2hunter", "password: hunter2hunter"],
  ["mysql -u root -p'M1cr0s3rv1ce5!' shop", "password: M1cr0s3rv1ce5!"],
  ["curl -u deploy:9fK2mLq8 https://x.io", "password: 9fK2mLq8"],
  ['<add key="Password" value="Cleartext77" />', "password: Cleartext77"],
  [
    "<apiToken>\n  f5hsirb7ao7474gywrqmf8g90az2cse5\n</apiToken>",
    "api_key: f5hsirb7ao7474gywrqmf8g90az2cse5",
  ],
  [
    'System.setProperty("X_TOKEN", "f5hsirb7ao7474gywrqmf8g90az2cse5")',
    "api_key: f5hsirb7ao7474gywrqmf8g90az2cse5",
  ],
  ["- name: API_KEY\n  value: q8Zr2LmX0vTn4KsYb7Wd", "api_key: q8Zr2LmX0vTn4KsYb7Wd"],
  // What names the secret stands before the last word of its name.
  ["api_key-dsn_pw=290010fE_26AM2Wr7", "password: 290010fE_26AM2Wr7"],
  ["pw.passe.pat_user=DgmKa7RWq0hN22xY", "api_key: DgmKa7RWq0hN22xY"],
  ["X-Api-Key: q8Zr2LmX0v", "api_key: q8Zr2LmX0v"],
  ["Authorization: Basic YWRtaW46aHVudGVyMg==", "password: YWRtaW46aHVudGVyMg=="],
  [
    "Authorization: Bearer 7a494285d99fd18c8662c4ddb64d9fcd",
    "api_key: 7a494285d99fd18c8662c4ddb64d9fcd",
  ],
  [
    `Cookie: ${"a=1; ".repeat(25)}x=f5hsirb7ao7474gywrqmf8g90az2cse5`,
    "api_key: f5hsirb7ao7474gywrqmf8g90az2cse5",
  ],
  ["https://x.test/?access_token=abc123def456&u=1", "api_key: abc123def456"],
  ["kind: Secret\ndata:\n  user: YWRtaW4tdXNlcg==\n", "password: user: YWRtaW4tdXNlcg=="],
  [
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz9TmQ2pLx",
    "aws_keys: wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz9TmQ2pLx",
  ],
  ["postgres://admin:hunter2@db.internal:5432/app", "url_auth: hunter2"],
  ["redis://:s3cretpw@10.20.30.40:6379/0", "url_auth: s3cretpw", "ip_address: 10.20.30.40"],
  // People.
  ["To: torrance.beer+x@uni-bonn.de\r\n", "email: torrance.beer+x@uni-bonn.de"],
  ['+ phone: "06 12 34 33 93"', "phone: 06 12 34 33 93"],
  ["Call me at +1 650-893-2389 tomorrow", "phone: +1 650-893-2389"],
  ["(415) 555-0132", "phone: (415) 555-0132"],
  ["cc=3784 512734 63686&exp", "credit_card: 3784 512734 63686"],
  ["ssn=333-06-8879", "ssn: 333-06-8879"],
  ["to FR1420041010050500013M02606 by Friday", "iban: FR1420041010050500013M02606"],
  ["GB29 NWBK 6016 1331 9268 19", "iban: GB29 NWBK 6016 1331 9268 19"],
  ["Passport No. 815930123 (GB)", "passport: 815930123"],
  ["inet6 2a66:dbb9::9d62/64", "ip_address: 2a66:dbb9::9d62"],
  ["http://[64:ff9b::192.0.2.1]:80/", "ip_address: 64:ff9b::192.0.2.1"],
  ["Ship to 1364 Maple Drive", "street_address: 1364 Maple Drive"],
  ["Schillerstraße 5", "street_address: Schillerstraße 5"],
  ["47 Boulevard de la Paix", "street_address: 47 Boulevard de la Paix"],
  // Names: two of the dictionary, or words that announce one.
  ["Meeting with Samantha Campbell at 3pm", "name: Samantha Campbell"],
  ["Reviewed-by: Xzavion Quellwick", "name: Xzavion Quellwick"],
  ["From: Xzavion Quellwick <noreply@docs.test>\n", "name: Xzavion Quellwick"],
  ["noreplyton@corp.io", "email: noreplyton@corp.io"],
  ["anna.noreply@corp.io", "email: anna.noreply@corp.io"],
  // Only whole addresses of agents are nobody's.
  [
    "Co-authored-by: Xzavion Quellwick <12345+xzq@users.noreply.github.com>",
    "name: Xzavion Quellwick",
    "email: 12345+xzq@users.noreply.github.com",
  ],
  ["Cc: a.cursoragent@cursor.com", "email: a.cursoragent@cursor.com"],
  ["Cc: aider@aider.chat.test", "email: aider@aider.chat.test"],
  [
    "Co-authored-by: Xzavion Quellwick <xzavion@github.com>",
    "name: Xzavion Quellwick",
    "email: xzavion@github.com",
  ],
  ["Dear Oluwakemi,\nthanks", "name: Oluwakemi"],
  ["Best regards,\nRobert Ramos", "name: Robert Ramos"],
  ["José García", "name: José García"],
];

test.each(sensitive)("found: %j", (text, ...values) => {
  expect(found(text)).toEqual([...values]);
});

const harmless: readonly string[] = [
  "const token = lexer.nextToken();",
  "password: z.string().min(8)",
  "password: string;",
  "let password = req.body.password;",
  "password: hashedPassword,",
  'api_key = "YOUR_API_KEY"',
  "export API_KEY=changeme",
  'key: "Enter"',
  "secret: &Secret",
  'const SECRET_NAME = "projects/x/secrets/db"',
  'password: "Enter your password"',
  "token: ${{ secrets.TOKEN }}",
  "API_KEY=$API_KEY",
  'token = process.env["TOKEN"]',
  "access_token: null",
  "token_count=128000",
  '"kms_key_id": "555ea4a3-d53a-4412-9c66-3a7cb667b0d6"',
  "commit 80ea06a70c2f15d80b348e4fc7940695beb42ebf",
  "integrity sha512-TVREfGdLPpxyoQPi10kml/u68iJj4g2uis5enxUDmZiAuAZKaD27vIagze1V9EFm19a8YAy4Hdtw2bKIBx58fg==",
  "--hash=sha256:cbbf48f149e34159bf363c948509c3afeede868db2708594ed1e86090e34b014",
  "request_id=9c506f8d-392d-49d5-9b20-babe9156ece2",
  "msg_01XFDUDYJgAACzvnptvVoYEL",
  "claude-haiku-4-5-20251001",
  "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
  "-----BEGIN CERTIFICATE-----\nMIIFDjBABgkqhkiG9w0BBQ0wMzAbBgkqhkiG\n-----END CERTIFICATE-----",
  "https://user:password@example.com",
  "http://localhost:3000/@scope/pkg",
  "npm i @types/node@20.11.5",
  "logo@2x.png",
  "git@github.com:acme/app.git",
  // Agents sign commits so, and are told to in every request.
  "Co-Authored-By: Continue <noreply@continue.dev>",
  "Co-Authored-By: Claude Opus 4.5 <noreply@anthropic.com>\\n",
  "Co-authored-by: Cursor <cursoragent@cursor.com>",
  "Co-authored-by: aider (openai/gpt-5) <aider@aider.chat>.",
  "Co-authored-by: Copilot <223556219+Copilot@users.noreply.github.com>\\n",
  "Co-authored-by: Copilot Autofix powered by AI <175728472+Copilot@users.noreply.github.com>",
  "Co-authored-by: Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>",
  "Author: Amp <amp@ampcode.com>",
  "From: Orders <no-reply+4711@shop.test>",
  "do_not_reply@corp.io",
  "ssh deploy@bastion",
  "127.0.0.1:8080",
  "version 1.2.3.4",
  "1.3.6.1.5.5.7.3.1",
  "255.255.255.0",
  "std::vector<a::b>",
  "12:34:56",
  "fe:ed:fa:ce:00:01",
  "2024-01-15 10:11:12.123",
  "id: 4155551234",
  "18446744073709551615",
  "1700000000000",
  "4503599627370496",
  "0.4111111111111111",
  "666-12-3456",
  "4111 1111 1111 1112",
  "part 123-45-678",
  "x = a +1234567",
  "DE89 3704 0044 0532 0130 01",
  "app.use(passport.session());",
  "10 circle radius",
  "64 bit way",
  "loop 10 times",
  "from rich.console import Console",
  "Jackson ObjectMapper",
  "Max pooling",
  "May 2026 release",
  "Claude Sonnet",
  "Hello World",
  "Hi there,",
  "Madison Square",
  "name: Build Docker Image",
  "filename = x",
  "export default Grace",
  "Debian Buster",
];

test.each(harmless)("left alone: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("private keys are one finding from BEGIN to END, whatever happened to their lines", () => {
  const lines = [
    "-----BEGIN RSA PRIVATE KEY-----",
    "MIIEowIBAAKCAQEAxk3f9Qz7vTn4KsYb7Wd1HcPfGq8Zr2LmX0v",
    "T3BlbkFJq8Zr2LmX0vTn4KsYb7Wd==",
    "-----END RSA PRIVATE KEY-----",
  ];
  const ways = ["\n", "\r\n", "\\n", "\\\\n", "\n+", "\n  ", "\n  12\t", '\\n"\n    "', "\n> "];
  for (const way of ways) {
    const key = lines.join(way);
    expect(found(`key: |\n${key}\nnext: 1`)).toEqual([`private_key: ${key}`]);
  }
  const cut = lines.slice(0, 3).join("\n");
  expect(found(`${cut}\n\nThat was all.`)).toEqual([`private_key: ${cut}`]);
});

test("findings that overlap become one, so that nothing of either is left", () => {
  expect(found('password = "bob@corp.io:7!xQ9"')).toEqual(["password: bob@corp.io:7!xQ9"]);
});

test("private keys that are not in armour", () => {
  const key = "AAAAIJx3Zq8Rk2Lm5Xv7Tn4Wp9Yb3Hd6AbC1dEf2gH3i";
  const putty = `Public-Lines: 1\nAAAA\nPrivate-Lines: 2\n${key}\n${key}\nPrivate-MAC: 8f3c1a\n`;
  const puttyKey = `private_key: ${key}\n${key}\nPrivate-MAC: 8f3c1a`;
  expect(found(putty)).toEqual([puttyKey]);
  const web = `{"kty":"EC","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LM","crv":"P-256"}`;
  for (const text of [web, JSON.stringify(web)]) {
    const secret = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LM";
    expect(found(text)).toEqual([`private_key: ${secret}`]);
  }
  expect(found('the "kty" parameter of a key, and Private-Lines of a file')).toEqual([]);
});

const nationalIds: readonly (readonly [text: string, value: string])[] = [
  ["CPF do cliente: 111.444.777-35", "111.444.777-35"],
  ["cpf=11144477735", "11144477735"],
  ["Aadhaar: 2341 2341 2346", "2341 2341 2346"],
  ["numéro de sécurité sociale 2 55 08 14 168 025 38", "2 55 08 14 168 025 38"],
  ["PESEL: 44051401359", "44051401359"],
  ["BSN 111222333", "111222333"],
  ["SIN: 046 454 286", "046 454 286"],
  ["Steuer-ID: 86095742719", "86095742719"],
  ["NHS number 943 476 5919", "943 476 5919"],
  ["personnummer 811218-9876", "811218-9876"],
  ["NINO: AB 12 34 56 C", "AB 12 34 56 C"],
  ["National Insurance number AB123456C", "AB123456C"],
  ['{"dni": "12345678Z"}', "12345678Z"],
  ["NIE X1234567L", "X1234567L"],
  ["codice fiscale: RSSMRA85T10A562S", "RSSMRA85T10A562S"],
];

test.each(nationalIds)("a national id: %s", (text, value) => {
  expect(found(text)).toEqual([`ssn: ${value}`]);
});

test.each([
  "cpf=11144477736",
  "DNI 12345678A",
  "insurance no 12345678",
  "id 44051401359, sin(046454286)",
  "111.444.777-36",
])("no national id: %s", (text) => {
  expect(found(text)).toEqual([]);
});
