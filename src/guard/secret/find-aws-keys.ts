/** Amazon's access keys by their form, and the secrets that stand near one. */
import { max } from "../../base/maths.ts";
import { addFormal, type Search } from "../detect/candidates.ts";
import { isPlainWordAt } from "../detect/letters.ts";
import { looksGenerated } from "./randomness.ts";

const accessKey =
  /A(?:KIA|SIA|BIA|CCA|ROA|IDA|GPA|NPA)[A-Z2-7]{16}(?![A-Za-z0-9_])|A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9_])/y;
const session = /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w+/=%-]{60,4000}/y;
const secret = /(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])/g;

/** How far from an access key its secret may stand, UTF-16 units: a few lines. */
const nearby = 400;

/** What the forms above begin with. */
export const awsKeyBeginnings =
  "AKIA ASIA ABIA ACCA AROA AIDA AGPA ANPA IQoJb3 FwoGZX FQoGZX".split(" ");

export function mayStartAwsKey(first: number, length: number): boolean {
  return length >= 20 && (first === 65 || first === 73 || first === 70);
}

export function findAwsKeyAt(search: Search, start: number): void {
  accessKey.lastIndex = start;
  const key = accessKey.exec(search.text)?.[0];
  if (key !== undefined) {
    addFormal(search, "aws_keys", { start, end: start + key.length }, "access key");
    findSecretsNear(search, start);
    return;
  }
  session.lastIndex = start;
  const token = session.exec(search.text)?.[0];
  if (token !== undefined) {
    addFormal(search, "aws_keys", { start, end: start + token.length }, "session token");
  }
}

function findSecretsNear(search: Search, start: number): void {
  search.readsFar = true;
  const from = max(0, start - nearby);
  const around = search.text.slice(from, start + nearby);
  for (const match of around.matchAll(secret)) {
    const at = from + match.index;
    if (isPlainWordAt(search.text, at - 1) || isPlainWordAt(search.text, at + 40)) continue;
    if (!isAwsSecret(match[0])) continue;
    addFormal(search, "aws_keys", { start: at, end: at + 40 }, "secret near an access key");
  }
}

export function isAwsSecret(value: string): boolean {
  if (value.length !== 40 || !/[a-z]/.test(value) || !/[A-Z]/.test(value)) return false;
  return looksGenerated(value, 40) && !/^[0-9a-f]+$/.test(value);
}
