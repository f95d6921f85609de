/** What could go wrong: the cheap question in front of the forms says no to a street. */
import { expect, test } from "bun:test";
import {
  behindHouseNumber,
  mayBeKind,
  mayBeStreetName,
} from "../../../src/guard/personal/may-be-street.ts";
import { found } from "../../support/guard.ts";

test.each([
  "5876 Martin Luther King Pkwy",
  "12 5th Avenue",
  "12 44 Main Street",
  "12A Oak Street",
  "9 N. Main St",
  "9 West Hollow Road",
  "31 Calle de la Cruz",
  "8 O’Brien Lane",
  "8 Élysées Court",
  "47 Boulevard de la Paix",
  "12 bis rue Lepic",
  "12bis, rue Lepic",
  "7 D, Avenue Foch",
  "229 Travessa Pereira",
  "10 Downing, London SW1A 2AA",
  "14 Mill Lane, Oxford, OX1 4AB",
])("%s is found", (street) => {
  expect(found(`Send it to ${street}\n`).join()).toContain("street_address");
});

test.each(["Nov 14 22:37 path", "Nov 1  2024 path", "OK", "Error\n", ""])(
  "%j behind a number needs no form",
  (behind) => {
    const text = `4096 ${behind}`;
    const at = behindHouseNumber(text, 0);
    expect(at).toBe(5);
    expect(mayBeStreetName(text, at) || mayBeKind(text, at)).toBe(false);
  },
);

test("what has no blank behind it is left to the forms", () => {
  expect(behindHouseNumber("12-14 Main Street", 0)).toBe(-1);
});
