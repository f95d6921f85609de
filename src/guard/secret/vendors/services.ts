/** Payments, messages, offices, shops. */
import type { VendorFormat } from "./vendor-format.ts";

const digits = [..."0123456789"];
const hexadecimal = [..."0123456789abcdef"];
const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

export const services: readonly VendorFormat[] = [
  {
    name: "stripe",
    starts: ["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"],
    form: "[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,247}",
    entropy: 3,
  },
  {
    name: "stripe-webhook",
    starts: ["whsec_"],
    form: "whsec_[A-Za-z0-9+/]{24,64}={0,2}",
    entropy: 3,
  },
  { name: "square", starts: ["sq0"], form: String.raw`sq0[a-z]{3}-[\w-]{22,43}` },
  { name: "square-access", starts: ["EAAA"], form: String.raw`EAAA[\w-]{60}`, entropy: 3.5 },
  { name: "razorpay", starts: ["rzp_"], form: "rzp_(?:live|test)_[A-Za-z0-9]{14,20}" },
  {
    name: "flutterwave",
    starts: ["FLWSECK", "FLWPUBK"],
    form: "FLW(?:SECK|PUBK)(?:_TEST)?-[0-9a-hA-H]{12,32}(?:-X)?",
  },
  { name: "easypost", starts: ["EZAK", "EZTK"], form: "EZ[AT]K[A-Za-z0-9]{54}" },
  { name: "shippo", starts: ["shippo_"], form: "shippo_(?:live|test)_[0-9a-f]{40}" },
  { name: "duffel", starts: ["duffel_"], form: String.raw`duffel_(?:live|test)_[\w=-]{43}` },
  { name: "lob", starts: ["live_", "test_"], form: "(?:live|test)_[0-9a-f]{35}", entropy: 3 },
  { name: "gocardless", starts: ["live_"], form: String.raw`live_[\w=-]{40}`, entropy: 3.8 },
  { name: "frameio", starts: ["fio-u-"], form: String.raw`fio-u-[\w=-]{64}` },
  { name: "plaid", starts: ["access-"], form: `access-(?:sandbox|development|production)-${uuid}` },
  {
    name: "shopify",
    starts: ["shpat_", "shpca_", "shppa_", "shpss_"],
    form: "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
  },
  { name: "linkedin", starts: ["WPL_"], form: String.raw`WPL_AP\d\.[\w.]{16,40}={0,2}` },
  {
    name: "slack",
    starts: ["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxo-"],
    form: String.raw`xox[bapros]-(?:\d-)?(?:\d{4,20}-){0,4}[A-Za-z0-9]{10,64}(?:-[A-Za-z0-9]{10,64})?`,
    entropy: 2.8,
  },
  {
    name: "slack-app",
    starts: ["xapp-"],
    form: String.raw`xapp-\d-[A-Z0-9]{8,14}-\d{8,16}-[a-zA-Z0-9]{40,80}`,
  },
  {
    name: "slack-config",
    starts: ["xoxe.xox", "xoxe-"],
    form: String.raw`xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,200}`,
    anyCase: true,
  },
  {
    name: "discord-bot",
    word: [20, 29],
    form: String.raw`[MNO][\w-]{23,28}\.[\w-]{6}\.[\w-]{27,40}`,
    entropy: 4,
  },
  {
    name: "slack-webhook",
    starts: ["hooks.slack.com/"],
    form: String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{30,120}`,
    // An address is one, however it looks.
    entropy: 0,
  },
  {
    name: "discord-webhook",
    starts: ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    form: String.raw`discord(?:app)?\.com/api/webhooks/\d{16,21}/[\w-]{50,80}`,
  },
  { name: "teams-webhook", starts: ["webhookb2/"], form: String.raw`webhookb2/[\w@/-]{80,200}` },
  { name: "telegram", starts: [":AA"], before: 10, form: String.raw`\d{8,10}:AA[\w-]{33}` },
  { name: "sendgrid", starts: ["SG."], form: String.raw`SG\.[\w=-]{20,24}\.[\w=-]{39,50}` },
  { name: "mailgun", starts: ["key-"], form: "(?:pub)?key-[0-9a-f]{32}" },
  { name: "mailgun-public", starts: ["pubkey-"], form: "pubkey-[0-9a-f]{32}" },
  { name: "mailgun-sending", word: [32, 32], form: "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}" },
  {
    name: "asana",
    starts: ["1/", "2/"].flatMap((version) => digits.map((digit) => version + digit)),
    form: String.raw`[12]/\d{13,17}(?:/\d{13,17})?:[0-9a-f]{32}`,
  },
  { name: "mailchimp", word: [32, 32], form: String.raw`[0-9a-f]{32}-us\d{1,2}` },
  {
    name: "brevo",
    starts: ["xkeysib-", "xsmtpsib-"],
    form: "x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
  },
  {
    name: "resend",
    starts: ["re_"],
    form: "re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,28}",
    entropy: 3.5,
  },
  {
    name: "twilio",
    starts: hexadecimal.map((letter) => `SK${letter}`),
    form: "SK[0-9a-f]{32}",
    entropy: 3,
  },
  { name: "airtable", starts: ["pat"], form: String.raw`pat[A-Za-z0-9]{14}\.[0-9a-f]{64}` },
  { name: "clickup", starts: ["pk_"], form: String.raw`pk_\d{6,10}_[A-Z0-9]{32}` },
  { name: "notion", starts: ["ntn_"], form: String.raw`ntn_\d{11}[A-Za-z0-9]{35}` },
  { name: "notion-legacy", starts: ["secret_"], form: "secret_[A-Za-z0-9]{43}", entropy: 3.5 },
  { name: "atlassian", starts: ["ATATT3"], form: String.raw`ATATT3[\w=-]{150,240}` },
  { name: "typeform", starts: ["tfp_"], form: String.raw`tfp_[\w=.-]{59}` },
  { name: "intra42", starts: ["s-s4t2"], form: "s-s4t2(?:ud|af)-[0-9a-f]{64}" },
  {
    name: "authress",
    starts: ["sc_", "ext_", "scauth_", "authress_"],
    form: String.raw`(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}`,
  },
  {
    name: "mapbox",
    starts: ["sk.eyJ", "pk.eyJ", "tk.eyJ"],
    form: String.raw`[spt]k\.eyJ[\w-]{40,240}\.[\w-]{20,24}`,
  },
  {
    name: "mapbox-legacy",
    starts: ["pk."],
    form: String.raw`pk\.[a-zA-Z0-9]{60}\.[a-zA-Z0-9]{22}`,
  },
  { name: "facebook", starts: ["EAA"], form: "EAA[MCB][A-Za-z0-9]{80,}" },
  { name: "dropbox", starts: ["sl."], form: String.raw`sl\.[\w=-]{130,}`, entropy: 3.5 },
  {
    name: "dropbox-long",
    word: [21, 64],
    form: String.raw`[a-z0-9]{11}A{10}[\w=-]{43}`,
    entropy: 3,
  },
  { name: "adafruit", starts: ["aio_"], form: "aio_[A-Za-z0-9]{28}" },
  { name: "patreon", starts: ["pat_"], form: String.raw`pat_[A-Za-z0-9]{40,60}`, entropy: 3.8 },
];
