/** Where people live: a house number with a street's name, in the orders that countries have. */
import { max } from "../../base/maths.ts";
import { isDigit } from "../detect/letters.ts";
import { add, contextBefore, type Search } from "../detect/candidates.ts";
import { behindHouseNumber, mayBeKind, mayBeStreetName } from "./may-be-street.ts";

/** `5876 Martin Luther King Pkwy`: number, capitalised words, the kind of street, and a unit. */
const numberFirst =
  /\d{1,6}[A-Za-z]? (?:\d{1,5} )?(?:[NSEW]\.? |North |South |East |West )?(?:(?:[A-ZÀ-Þ][\wÀ-ÿ.'’-]{0,24}|\d{1,3}(?:st|nd|rd|th)|de|la|du|des|van|von) ){1,5}?(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Place|Pl|Circle|Cir|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Trail|Trl|Square|Sq|Crescent|Cres|Close|Alley|Row|Grove|Gardens|Mews|Hill|Quay|Loop|Path|Pike|Plaza|Point|Ridge|Run|Walk|Bypass|Rapids|Prairie)\b\.?(?: [A-ZÀ-Þ][a-zà-ÿ]{2,20}){0,2}(?:,? (?:Apt|Apartment|Unit|Suite|Ste|Floor|Fl|#)\.? ?[\w-]{1,6})?/y;
/** `47 Boulevard de la Paix`, `229 Travessa Pereira`. */
const kindSecond =
  /\d{1,5}(?: ?(?:bis|ter|[A-D]))?,? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Ii]mpasse|[Aa]llée|[Cc]hemin|[Qq]uai|[Rr]oute|[Pp]lace|[Cc]ours|[Tt]ravessa|Rua|Rodovia|Alameda|Avenida|Calle|Camino|Paseo|Vicolo|Corso|Piazza)(?: (?:de|du|des|la|le|les|l['’]|d['’]|do|da|dos|das|del|los|las))*(?: ?[A-ZÀ-Þ][\wÀ-ÿ'’.-]{1,24}){1,4}/y;
/** `10 Downing, London SW1A 2AA`: no kind of street, and a postcode that only places have. */
const withPostcode =
  /\d{1,4}[A-Za-z]? [A-Z][\w'’-]{1,24}(?: [A-Z][\w'’-]{1,24}){0,3}, ?(?:[A-Z][\w'’-]{1,24},? ){1,4}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/y;
/** `Tempelhofer Str. 98a`, `Schillerstraße 5`, `ul. Jesionowa 127`, `Via Roma 12`. */
const numberLast =
  /(?:[A-ZÀ-Þ][\wÀ-ÿ.'’-]{1,30} ){0,3}(?:[A-ZÀ-Þ][a-zà-ÿ]{2,24}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|ring|straat|laan|plein|kade|gracht|gatan|vägen|gata|vej|gade|katu|tie|utca)|(?:Str\.|Straße|Strasse|Weg|Platz|Allee)|(?:Am|An der|Im|Zum|Zur|Auf dem|In der|Unter den) [A-ZÄÖÜ][a-zäöüß]{2,20}(?:park|markt|bach|berg|hof|wald|feld|tor|graben|brunnen|linden|mühle|kirche|garten|hang|eck))(?: am [A-Z]\w+)? $/;
/** `ul. Jesionowa 127`, `Via Roma 12`, from the kind of street on. */
const kindFirst =
  /(?:[uUaAoO][lLsS]\.|Via|Viale|Vicolo|Corso|Piazza|Calle|Avenida|Rua|Plaza|Avda\.) (?:[a-zà-ÿ]{2,3} ){0,2}(?:[A-ZÀ-Þ\u0100-\u017f][\wÀ-\u017f.'’-]{1,24},? ){1,3}\d{1,4}(?: ?[a-z](?![a-z]))?/y;

/** Kinds of streets that stand in front of the name. */
export const streetWords = [
  "ul",
  "al",
  "os",
  "via",
  "viale",
  "vicolo",
  "corso",
  "piazza",
  "calle",
  "avenida",
  "rua",
  "plaza",
  "avda",
  "box",
];

/** `P.O. Box 8284`, from "Box" on and in front of it. */
const box = /box (?:no\.? ?)?\d{1,6}(?![\w-])/iy;
const office = /(?:\bP\.? ?O\.?|\bPost Office) $/i;

/** One of the words above stands at `start`. */
export function findStreetFrom(search: Search, start: number): void {
  if (findPostBox(search, start)) return;
  kindFirst.lastIndex = start;
  const street = kindFirst.exec(search.text)?.[0];
  if (street === undefined) return;
  add(search, "street_address", { start, end: start + street.length }, "street");
}

const smallWords = /rue |avenue |boulevard |impasse |allée |chemin |bis |ter /y;

function findPostBox(search: Search, start: number): boolean {
  const { text } = search;
  box.lastIndex = start;
  const number = box.exec(text)?.[0];
  if (number === undefined) return false;
  const before = office.exec(contextBefore(text, start, 12))?.[0];
  if (before === undefined) return false;
  const place = { start: start - before.length, end: start + number.length };
  add(search, "street_address", place, "post box");
  return true;
}

/** A capital behind the house number that ends at `end`, or behind a second number. */
export function mayLeadToStreet(text: string, end: number): boolean {
  const comma = text.charCodeAt(end) === 44 ? 1 : 0;
  if (text.charCodeAt(end + comma) !== 32) return false;
  let at = end + comma + 1;
  while (at < end + 7 && isDigit(text.charCodeAt(at))) at++;
  if (at > end + 2 && text.charCodeAt(at) === 32) at++;
  const code = text.charCodeAt(at);
  if ((code >= 65 && code <= 90) || code >= 0xc0) return true;
  if (code !== 114 && code !== 97 && code !== 98 && code !== 105) return isOrdinal(text, at);
  smallWords.lastIndex = at;
  return smallWords.test(text);
}

/** `12 5th Avenue`. */
function isOrdinal(text: string, at: number): boolean {
  if (text.charCodeAt(at + 2) !== 32 || !isDigit(text.charCodeAt(at - 1))) return false;
  return /^(?:st|nd|rd|th) [A-Z]/.test(text.slice(at, at + 4));
}

/** A digit stands at `start` and a blank or a letter behind its number. */
export function findStreetAt(search: Search, start: number): void {
  const { text } = search;
  const before = text.charCodeAt(start - 1);
  if (before === 46 || before === 45 || before === 35) return;
  for (const form of formsOf(text, behindHouseNumber(text, start))) {
    form.lastIndex = start;
    const street = form.exec(text)?.[0];
    if (street !== undefined && isStreet(street)) {
      add(search, "street_address", { start, end: start + street.length }, "street");
      return;
    }
  }
}

const named = [numberFirst, withPostcode];
const kinded = [kindSecond];
const all = [numberFirst, kindSecond, withPostcode];

/** Those that may fit to what stands at `at`, behind the number. */
function formsOf(text: string, at: number): readonly RegExp[] {
  if (at === -1) return all;
  if (!mayBeKind(text, at)) return mayBeStreetName(text, at) ? named : [];
  return mayBeStreetName(text, at) ? all : kinded;
}

/** `2 Way`, `10 Data Point`, `3 Test Run`: kinds of streets that are also other things. */
function isStreet(street: string): boolean {
  if (!/ (?:Run|Point|Row|Path|Loop|Close|Walk|Hill|Place|Way|Square|Plaza)\b/.test(street))
    return true;
  return (
    /^\d{2,6} /.test(street) &&
    !/\b(?:Test|Data|Control|Time|Check|End|Entry|Access|Break|Each|Next|First|Last|Two|One|No|Any|This|The|Step|Phase|Single|Half)\b/.test(
      street,
    )
  );
}

/** A house number may stand at `start`, behind its street. */
export function findHouseNumberAt(search: Search, start: number): void {
  const { text } = search;
  if (!mayBeHouseNumber(text, start)) return;
  const before = contextBefore(text, start, 80);
  const street = numberLast.exec(before)?.[0];
  if (street === undefined) return;
  const number =
    /^\d{1,4} ?(?:[a-z](?![a-z]))?/.exec(text.slice(start, start + 6))?.[0].trimEnd() ?? "";
  if (number === "") return;
  add(
    search,
    "street_address",
    { start: start - street.length, end: start + number.length },
    "street",
  );
}

/** Names of fields that hold one. */
export const addressWords = [
  "address",
  "street",
  "adresse",
  "anschrift",
  "direccion",
  "indirizzo",
  "addr",
  "adress",
];

/** One bit for the last two letters of kinds of streets that stand at the end of their names. */
const lastLetters = new Uint8Array(1 << 16);
for (const pair of "ße se r. eg tz ee mm er ng at an in de ht en ta ej tu ie ca rk kt ch rg of ld or le he ck".split(
  " ",
)) {
  lastLetters[(pair.charCodeAt(0) << 8) | pair.charCodeAt(1)] = 1;
}

/** The word a blank in front of `start` begins with a capital and ends like a street's name. */
export function mayBeHouseNumber(text: string, start: number): boolean {
  const end = start - 1;
  const pair = (text.charCodeAt(end - 2) << 8) | text.charCodeAt(end - 1);
  if (lastLetters[pair] !== 1) return false;
  let word = end - 1;
  while (word > end - 30 && isStreetLetter(text.charCodeAt(word - 1))) word--;
  const code = text.charCodeAt(word);
  return (code >= 65 && code <= 90) || code >= 0xc0;
}

/** Letters and hyphens; a dot ends the word in front, or is the street's own last sign. */
function isStreetLetter(code: number): boolean {
  return code >= 65 || code === 45;
}

const field =
  /^(?:.{0,30}[_-]?)?(?:address|street|adresse?|anschrift|direccion|indirizzo|addr)(?:_?(?:line)?_?\d?)$/i;
const content =
  /^["'` ]{0,3}[:=][ \t]{0,8}["'`]?((?:\d{1,5}[A-Za-z]? |[A-ZÀ-Þa-zà-ÿ])[^"'`\n\r,;:(){}[\]<>=@|/\\]{4,60})/;

/** A field of that name, and something with a number and a capitalised word behind it. */
export function findAddressField(search: Search, start: number, end: number): void {
  const { text } = search;
  if (!field.test(text.slice(max(start, end - 40), end))) return;
  const match = content.exec(text.slice(end, end + 90));
  const value = match?.[1]?.trimEnd();
  if (match === null || value === undefined || !isAddress(value)) return;
  const begin = end + match[0].length - (match[1] ?? "").length;
  add(search, "street_address", { start: begin, end: begin + value.length }, "field");
}

function isAddress(value: string): boolean {
  if (!/(?:^| )\d{1,5} ?[a-zA-Z]{0,3}(?: |$)/.test(value) || /\d{6}|_|\d\.\d|0x/.test(value))
    return false;
  return /(?:^| )[A-ZÀ-Þ][a-zà-ÿ.'’-]{2,}/.test(value) && value.split(" ").length <= 9;
}
