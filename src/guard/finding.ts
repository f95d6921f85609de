/** What the guardrails look for, and what a detector says when it has found it. */

/** The fifteen ids under which the settings and the dashboard know the detectors. */
export const detectorIds = [
  "private_key",
  "aws_keys",
  "api_key",
  "ssn",
  "credit_card",
  "password",
  "jwt",
  "email",
  "url_auth",
  "iban",
  "phone",
  "passport",
  "ip_address",
  "street_address",
  "name",
] as const;

export type DetectorId = (typeof detectorIds)[number];

/** The word in a token that tells the model what stands there. */
export const labels = {
  private_key: "PEM",
  aws_keys: "AWS",
  api_key: "KEY",
  ssn: "SSN",
  credit_card: "CARD",
  password: "PASSWORD",
  jwt: "JWT",
  email: "EMAIL",
  url_auth: "LOGIN",
  iban: "IBAN",
  phone: "PHONE",
  passport: "PASSPORT",
  ip_address: "IP",
  street_address: "ADDRESS",
  name: "NAME",
} as const satisfies Record<DetectorId, string>;

/** What kind of thing a detector guards, as the dashboard groups them. */
export const categories = {
  private_key: "credentials",
  aws_keys: "credentials",
  api_key: "credentials",
  ssn: "pii",
  credit_card: "financial",
  password: "credentials",
  jwt: "credentials",
  email: "pii",
  url_auth: "credentials",
  iban: "financial",
  phone: "pii",
  passport: "pii",
  ip_address: "network",
  street_address: "pii",
  name: "pii",
} as const satisfies Record<DetectorId, string>;

/** `TOKEN` stands for a text that looks like a token and was one already in the original. */
export type Label = (typeof labels)[DetectorId] | "TOKEN";

/** Masked, refused, or only counted. */
export type Action = "mask" | "block" | "report";

export interface Finding {
  /** UTF-16 units from the beginning of the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly detector: DetectorId;
  readonly label: Label;
  readonly action: Action;
  /** Which rule found it: "github-token", "key name", "Luhn". Never a part of the value. */
  readonly reason: string;
}
