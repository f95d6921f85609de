/** What could go wrong: the table that skips words skips one that a detector would have taken. */
import { expect, test } from "bun:test";
import { scan } from "../../../src/guard/detect/scan.ts";
import { mixedText } from "../../support/guard.ts";
import { hostileTexts } from "../../support/hostile-texts.ts";
import { pick, seeded, type Random } from "../../support/sample-form.ts";
import { scanEveryWord } from "../../support/scan-every-word.ts";

const random = seeded(77);

/** Units that words, names, numbers and marks of interest are made of. */
const units = [
  ..."abcdefnrtpasswordkeyTOKENsecret0123456789_-.,:/@~\\ (){}|=\"'\n\u00a0éÉßжЖ漢여 ",
];

/** Pieces that mean something only together. */
const pieces = [
  ..."password secret token api key Key author name by dear From user street address passport".split(
    " ",
  ),
  ..."паспорт 여권 护照 AB1234567 BEGIN begin mysql sk-ant- ghp_ eyJ s. Q~ ://a:b@c :AA 12 123456 1234567 84.17.33.9".split(
    " ",
  ),
  ..."Maple Main Street rue Straße James Mary Smith 4111 555 0132 415 DE89 ab: ::1".split(" "),
  ...'é| |\n|\\n|. |, |: |) (|(|)|-|=|"|/|_|\u00a0'.split("|"),
];

/** Rows of digits in groups, and what may stand around them. */
const groups = [
  ..."0|1|7|12|29|33|084|415|555|0132|4111|10:30|84.17.33.9|23.4.5.6|1.2.3|+46 70|+1 415".split(
    "|",
  ),
  ...". . .|-|-| | | |(|) |) (|)-|/|\u00a0|, |,|:|\n|x|rd |th |e ".split("|"),
  ..."Main Street|5th Avenue|rue Lepic|root |Nov |Weg |call |n\\n".split("|"),
];

/** Words of names, of which some say only together that a secret follows. */
const nameWords = "cookie sections pat_user dsn_pw session auth const x1 Mary - - . .".split(" ");

const joined = (from: readonly string[], most: number) =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(random, from)).join("");

const makers: Readonly<Record<string, (own: Random) => string>> = {
  "random units": () => joined(units, 40),
  "random pieces": () => joined(pieces, 16),
  "rows of digits": () => joined(groups, 14),
  "names in several words": () => `${joined(nameWords, 8)}=q8Zr2LmX0vTn4KsYb7Wd`,
  "sensitive values": mixedText,
};

test.each(Object.entries(makers))("%s: the same is found as in every word", (_, make) => {
  for (let turn = 0; turn < 3_000; turn++) {
    const text = make(random);
    expect(scan(text).found, JSON.stringify(text)).toEqual(scanEveryWord(text));
  }
});

test("hostile texts: the same is found as in every word", () => {
  for (const text of Object.values(hostileTexts(3_000))) {
    expect(scan(text).found).toEqual(scanEveryWord(text));
  }
});

/** More than are read at once. */
const severalBlocks = 50_000;

/** Where a text may be divided there are other marks than these. */
const withoutEnds = (text: string) => text.replaceAll(/[^\w .,:@=/(){}-]/g, "a");

test.each([
  ["with ends of lines", mixedText],
  ["that is one line", (own: Random) => withoutEnds(mixedText(own))],
  ["that is one word", () => "aB_secret".repeat(9)],
])("a long text %s: the same is found as in every word", (_, make) => {
  let text = "";
  while (text.length < severalBlocks) text += make(random);
  expect(scan(text).found).toEqual(scanEveryWord(text));
});
