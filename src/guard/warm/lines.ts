/** Lines of typical texts, with blanks that a maker fills. */
import type { Maker } from "./maker.ts";

export type Line = (make: Maker) => string;

export const code: readonly Line[] = [
  ({ type, word }) => `import { ${type()}, type ${type()} } from "./${word()}-${word()}.ts";`,
  ({ camel, word, type }) =>
    `export async function ${camel()}(${word()}: ${type()}, ${word()} = 0): Promise<${type()}> {`,
  ({ camel, word, number }) =>
    `  const ${word()} = await this.${word()}.${camel()}(${word()}, { timeout: ${number(9_999)} });`,
  ({ word, type, sentence }) =>
    `  if (${word()} === null) throw new ${type()}(\`${sentence()} \${${word()}}\`);`,
  ({ word, camel }) => `    .filter((${word()}) => ${word()}.${camel()} !== "${word()}")`,
  ({ word, number }) => `  for (let i = 0; i < ${word()}.length; i += ${number(16)}) ${word()}(i);`,
  ({ camel, word }) =>
    `  return ${word()}.${camel()}().then((${word()}) => ${camel()}(${word()}));`,
  ({ sentence }) => `  // ${sentence()}`,
  ({ word, type, number }) => `    case ${type()}.${type()}: return ${word()}[${number(9)}] ?? -1;`,
  ({ word }) => `const ${word()}Token = process.env.${word().toUpperCase()}_API_KEY ?? "";`,
  () => "}\n",
];
export const json: readonly Line[] = [
  ({ word, camel }) => `  "${camel()}": "${word()} ${word()}",`,
  ({ word, number }) => `  "${word()}": ${number(100_000)},`,
  ({ word, number }) => `  "@${word()}/${word()}": "^${number(9)}.${number(30)}.${number(9)}",`,
  ({ word, value }) =>
    `  "${word()}": { "integrity": "sha512-${value(86)}==", "${word()}": true },`,
  ({ word }) => `  "${word()}": "https://${word()}.example/${word()}/${word()}?${word()}=1",`,
  ({ word, value }) => `  "${word()}_token": "${value(32)}",`,
  ({ person, word }) =>
    `  "author": { "name": "${person()}", "email": "${word()}@${word()}.dev" },`,
  ({ number }) =>
    `  "created_at": "2026-0${number(8) + 1}-1${number(9)}T1${number(9)}:05:22.123Z",`,
];
export const prose: readonly Line[] = [
  ({ sentence }) => `${sentence()}. ${sentence()}, and then ${sentence()}.`,
  ({ sentence, word }) => `- **${word()}** (\`${word()}.ts\`): ${sentence()}`,
  ({ type, sentence }) => `## ${type()}\n\nThe ${sentence()}.`,
  ({ person, sentence }) => `${person()} wrote that ${sentence()}.`,
  ({ number, word }) => `${number(9) + 1}. Set \`password = "${word()}${number(999)}!x"\` first.`,
];
export const listing: readonly Line[] = [
  ({ number, word }) =>
    `-rw-r--r--  1 ${word()} ${word()} ${number(90_000)} Nov ${number(28) + 1} 14:3${number(9)} ${word()}.ts`,
  ({ camel, type, word, number }) =>
    `    at ${type()}.${camel()} (/app/src/${word()}/${word()}.js:${number(900)}:${number(80)})`,
  ({ word, number, value }) =>
    `2026-11-2${number(9)}T14:37:2${number(9)}.${number(999)}Z INFO ${word()} id=${value(12)} ip=84.17.${number(200)}.${number(200)}`,
  ({ word, number }) => `├── ${word()}-${word()}@${number(9)}.${number(20)}.${number(9)}`,
  ({ value, word }) => `${value(40).toLowerCase()} ${word()}: ${word()} ${word()}`,
  ({ word, number }) => `+  ${word()}.${word()}(0x${number(60_000).toString(16)}, ${number(9)}px);`,
];

/** What each detector looks at more closely, found or not. */
export const guarded: readonly Line[] = [
  ({ person, word }) => `From: ${person()} <${word()}.${word()}@${word()}.io>\nDear ${person()},`,
  ({ person, digits }) =>
    `call me at +46 70 ${digits(3)} ${digits(2)} ${digits(2)}.\n\nRegards,\n${person()}`,
  ({ person, digits }) => `Name: ${person()}\nPhone: (415) 555-${digits(4)}, order ${digits(9)}`,
  ({ digits, type }) =>
    `${digits(2)} ${type()} Street, Apt ${digits(1)} | ${type()}straße ${digits(2)}`,
  ({ digits }) =>
    `4111 ${digits(4)} ${digits(4)} ${digits(4)}, DE89 ${digits(4)} ${digits(4)} 0130 00`,
  ({ digits }) => `ssn ${digits(3)}-${digits(2)}-${digits(4)}, passport no. N${digits(7)}`,
  ({ word, value }) => `postgres://${word()}:${value(12)}@${word()}.internal:5432/${word()}`,
  ({ value, word }) =>
    `Authorization: Bearer ${value(40)}\nCookie: sid=${value(32)}; ${word()}=dark`,
  ({ value }) => `ghp_${value(36)} sk-ant-${value(30)} AKIA${value(16).toUpperCase()}`,
  ({ word, person }) => `"${word()}\\n${person()}\\tpassword\\nname: ${word()}\\\\${word()}"`,
  ({ value, word }) => `"gitHead": "${value(40).toLowerCase()}", "sha1-${value(27)}=", ${word()}@`,
  ({ value }) => `eyJ${value(30)}.eyJ${value(60)}.${value(43)}`,
  ({ value, word }) => `export ${word().toUpperCase()}_SECRET=${value(24)} # ${word()}`,
  ({ value, word }) => `${word()} --password ${value(10)} --token=$TOKEN -u ${word()}:${value(8)}`,
  ({ word, value }) => `  ${word()}:\n    ${word()}_key: "${value(20)}"\n    url: \${URL}`,
  ({ word, value }) => `<add key="${word()}Password" value="${value(9)}"/> | ${word()} | \`x\` |`,
  ({ value, digits }) =>
    `addr 2001:db8:${digits(4)}::${digits(3)}, 10.${digits(2)}.${digits(2)}.7 ${value(32)}`,
  ({ value }) =>
    `-----BEGIN PRIVATE KEY-----\n${value(64)}\n${value(40)}\n-----END PRIVATE KEY-----`,
  ({ person, word }) => `Co-authored-by: ${person()} <${word()}@${word()}.org>\n@@ -1,2 +1,3 @@`,
  ({ hex }) => `"shasum": "${hex(40)}", commit ${hex(40)}, sha=${hex(64)}`,
  ({ type, digits }) =>
    `Via ${type()} ${digits(2)} | P.O. Box ${digits(4)} | 12 5th Avenue | 4 rue ${type()}, 3, ${type()}`,
  ({ word, value }) =>
    `mysql -u ${word()} -p${value(10)} | curl -u ${word()}:${value(8)} https://${word()}.io/${word()}`,
  ({ word, value }) => `kind: Secret\ndata:\n  ${word()}: ${value(24)}==\n---`,
  ({ value }) => `{"kty": "EC", "crv": "P-256", "d": "${value(43)}"}`,
  ({ digits, word }) => `travel document no. N${digits(7)}, pass nr ${digits(9)}, pass ${word()}`,
  ({ person, word }) => `@${word()} ${person()} and ${person()} said ${word()} ${word()}@`,
  ({ word, value, camel }) => `${camel()}.setPassword("${value(9)}"); auth-${word()}: ${value(20)}`,
];
