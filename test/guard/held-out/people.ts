/** Names, places and streets of the held-out cases. */

export const common = {
  first:
    "Robert Jennifer Michael Linda William Patricia David Susan Richard Karen Thomas Nancy Daniel Lisa Matthew Sandra Kevin Emily Brian Laura George Rachel Edward Amy Ryan Nicole Jacob Katherine Gary Helen Eric Samantha Stephen Diane Larry Olivia Scott Megan Brandon Hannah Gregory Alice Frank Julie Raymond Ruth Patrick Sophia Jack Teresa Dennis Gloria Jerry Sara".split(
      " ",
    ),
  last: "Johnson Williams Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Campbell Mitchell Roberts Carter Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Richardson Watson Brooks Bennett Gray Hughes Price Myers Foster Sanders Ross Powell Sullivan Russell Ortiz Jenkins Perry Butler Barnes Fisher".split(
    " ",
  ),
} as const;

export const international = {
  first:
    "Aarav Ananya Rohan Wei Xiu Hiroshi Yuki Sakura Jin-woo Min-ji Ahmed Fatima Omar Layla Mohammed Aisha Chidi Ngozi Kwame Amara Lars Ingrid Bjørn Astrid Sven Freja Pierre Amélie Jean-Luc Chloé Giulia Matteo Lorenzo Francesca João Beatriz Thiago Mateus Camila Santiago Valentina Alejandro Lucía Andrzej Katarzyna Zofia Dmitri Svetlana Olena Jiří Zuzana László Zsófia Ștefan Ioana Yusuf Elif Mehmet Dimitris Eleni Aleksandar Milica Niamh Siobhán Thi Nguyen Putri Somchai Siti Tariq Leila".split(
      " ",
    ),
  last: "Sharma Patel Iyer Zhang Liu Tanaka Watanabe Sato Kim Park Hassan El-Sayed Khan Rahman Okafor Adeyemi Mensah Eriksson Lindqvist Hansen Nørgaard Johansson Dubois Lefèvre Moreau Rossi Bianchi Ferrari Silva Oliveira Santos Pereira Gómez Hernández Fernández Rodríguez Kowalski Nowak Wiśniewska Petrov Ivanova Shevchenko Novák Dvořák Nagy Kovács Popescu Ionescu Yılmaz Demir Papadopoulos Nikolaidis Jovanović Petrović O'Sullivan Murphy Tran Pham Wijaya Suwanarat Abdullah Haddad".split(
    " ",
  ),
} as const;

export const first: readonly string[] = [...common.first, ...international.first];
export const last: readonly string[] = [...common.last, ...international.last];

export const places = ["Leeds", "Utrecht", "Austin", "Lyon", "Graz", "Porto"];

/** Forms of streets: `{D:n}` are house numbers. */
export const streets: readonly string[] = [
  "{D:3} Willow Creek Road",
  "1{D:3} N Jefferson Street, Apt 4B",
  "{D:2} Old Mill Lane",
  "9{D:2} Sunset Boulevard",
  "2{D:1} Baker Street",
  "4{D:3} West 57th St",
  "1{D:1} Kings Avenue",
  "7{D:2} Cedar Ct",
  "3{D:3} E Lakeview Dr",
  "5{D:2} Maple Ave.",
  "1{D:1} Rose Crescent",
  "6{D:1} Highland Park Way",
  "Lindenstraße {D:2}",
  "Hauptstr. {D:2}a",
  "Am Stadtpark {D:1}",
  "Bahnhofstraße 1{D:1}",
  "1{D:1} rue de la Paix",
  "{D:2} avenue Victor Hugo",
  "Calle de Alcalá {D:2}",
  "Calle Mayor, {D:2}",
  "Via Garibaldi {D:2}",
  "Piazza Dante 1{D:1}",
  "Keizersgracht {D:3}",
  "Kerkstraat {D:2}",
  "Rua Augusta {D:3}",
  "ul. Długa {D:2}",
  "Storgatan 1{D:1}",
  "P.O. Box {D:4}",
];
