/**
 * Forms of keys by vendor, as published in 2026. To add one, add an entry here: the test
 * makes samples from its form.
 *
 * `form` is a regular expression for the whole key, prefix included, made of bounded repeats only.
 * The detector adds the boundaries: no letter, digit or underscore before it, nothing that could
 * continue it after it. Repeats that end in `,}` are cut at `longestRun`.
 */
export interface VendorFormat {
  readonly name: string;
  readonly form: string;
  /**
   * The literals a key begins with, at least three characters each and at the beginning of a word.
   * With `before` the literal stands inside of the key, behind at most so many characters of it.
   */
  readonly starts?: readonly string[];
  readonly before?: number;
  /** For keys without such a literal: how long their first word is, letters, digits, underscores. */
  readonly word?: readonly [least: number, most: number];
  /** Least Shannon entropy in bits per character: refuses `ghp_xxxxxxxx`. 2.5 when not given. */
  readonly entropy?: number;
  /** Upper and lower case do not matter. */
  readonly anyCase?: true;
}

/** Longest open-ended run that is taken as one key, characters. */
export const longestRun = 4_000;

const hexadecimal = [..."0123456789abcdef"];
const alphanumeric = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** Models, search and tracing for them. */
const models: readonly VendorFormat[] = [
  { name: "anthropic", starts: ["sk-ant-"], form: String.raw`sk-ant-[a-z]{3,8}\d\d-[\w-]{60,200}` },
  {
    name: "openai",
    starts: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
    form: String.raw`sk-(?:proj|svcacct|admin)-[\w-]{40,200}`,
  },
  { name: "openai-legacy", starts: ["sk-"], form: "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}" },
  { name: "deepseek", starts: ["sk-"], form: "sk-[0-9a-f]{32}" },
  { name: "sk", starts: ["sk-"], form: "sk-[A-Za-z0-9]{40,64}", entropy: 3.8 },
  { name: "openrouter", starts: ["sk-or-"], form: String.raw`sk-or-v1-[0-9a-f]{64}` },
  { name: "langfuse", starts: ["sk-lf-"], form: `sk-lf-${uuid}` },
  { name: "google", starts: ["AIza"], form: String.raw`AIza[\w-]{35}`, entropy: 3 },
  { name: "gemini", starts: ["AQ.Ab"], form: String.raw`AQ\.Ab8RN6[\w-]{40,50}` },
  { name: "google-oauth-secret", starts: ["GOCSPX-"], form: String.raw`GOCSPX-[\w-]{28}` },
  { name: "google-oauth", starts: ["ya29."], form: String.raw`ya29\.[\w.-]{30,}` },
  { name: "google-refresh", starts: ["1//0"], form: String.raw`1//0[\w-]{40,120}` },
  { name: "groq", starts: ["gsk_"], form: "gsk_[A-Za-z0-9]{48,56}" },
  { name: "xai", starts: ["xai-"], form: "xai-[A-Za-z0-9]{70,84}" },
  { name: "perplexity", starts: ["pplx-"], form: "pplx-[A-Za-z0-9]{40,56}" },
  { name: "huggingface", starts: ["hf_"], form: "hf_[A-Za-z]{34}" },
  { name: "huggingface-org", starts: ["api_org_"], form: "api_org_[A-Za-z]{34}" },
  { name: "replicate", starts: ["r8_"], form: "r8_[A-Za-z0-9]{37}" },
  { name: "elevenlabs", starts: ["sk_"], form: "sk_[0-9a-f]{48}" },
  { name: "nvidia", starts: ["nvapi-"], form: String.raw`nvapi-[\w-]{60,70}` },
  { name: "langsmith", starts: ["lsv2_"], form: "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}" },
  { name: "pinecone", starts: ["pcsk_"], form: "pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}" },
  { name: "cerebras", starts: ["csk-"], form: "csk-[A-Za-z0-9]{40,64}" },
  { name: "fireworks", starts: ["fw_"], form: "fw_[A-Za-z0-9]{22,40}", entropy: 3 },
  { name: "tavily", starts: ["tvly-"], form: String.raw`tvly-[\w-]{28,50}` },
  { name: "firecrawl", starts: ["fc-"], form: "fc-[0-9a-f]{32}" },
  { name: "voyage", starts: ["pa-"], form: String.raw`pa-[\w-]{40,48}`, entropy: 3.8 },
  { name: "together", starts: ["tgp_"], form: String.raw`tgp_v1_[\w-]{40,50}` },
  { name: "cohere", starts: ["co_"], form: "co_[A-Za-z0-9]{40}", entropy: 3.5 },
  { name: "jina", starts: ["jina_"], form: String.raw`jina_[0-9a-f]{32}[\w-]{28}` },
  { name: "bedrock", starts: ["ABSK"], form: "ABSK[A-Za-z0-9+/]{100,260}={0,2}" },
  {
    name: "bedrock-short",
    starts: ["bedrock-api-key-"],
    form: "bedrock-api-key-[A-Za-z0-9+/=]{40,}",
  },
];

/** Source hosts, registries, build services. */
const code: readonly VendorFormat[] = [
  {
    name: "github",
    starts: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    form: "gh[pousr]_[A-Za-z0-9]{36,40}",
  },
  {
    name: "github-server",
    starts: ["ghs_"],
    form: String.raw`ghs_\d{4,14}_[\w-]{20,2000}\.[\w-]{20,2000}\.[\w-]{20,2000}`,
  },
  { name: "github-fine-grained", starts: ["github_pat_"], form: String.raw`github_pat_\w{82}` },
  { name: "gitlab", starts: ["glpat-"], form: String.raw`glpat-[\w-]{20}(?!\.\w)` },
  {
    name: "gitlab-routable",
    starts: ["glpat-", "glrt-"],
    form: String.raw`gl(?:pat|rt)-(?:t\d_)?[\w-]{27,300}\.[0-9a-z]{2}(?:\.[0-9a-z]{2})?[0-9a-z]{7}`,
  },
  {
    name: "gitlab-other",
    starts: [
      "gldt-",
      "glft-",
      "glrt-",
      "glrtr-",
      "glsoat-",
      "glimt-",
      "glagent-",
      "glcbt-",
      "glffct-",
      "glptt-",
    ],
    form: String.raw`gl(?:dt|ft|rt|rtr|soat|imt|agent|cbt|ffct|ptt)-[\w-]{20,300}`,
  },
  { name: "gitlab-app", starts: ["gloas-"], form: "gloas-[0-9a-zA-Z]{64}" },
  { name: "gitlab-runner", starts: ["GR1348941"], form: String.raw`GR1348941[\w-]{20}` },
  { name: "bitbucket", starts: ["ATBB", "ATCTT3"], form: String.raw`AT(?:BB|CTT3)[\w=-]{24,250}` },
  { name: "bitbucket-dc", starts: ["BBDC-"], form: "BBDC-[A-Za-z0-9+/@_-]{40,48}" },
  { name: "npm", starts: ["npm_"], form: "npm_[A-Za-z0-9]{36}" },
  { name: "pypi", starts: ["pypi-"], form: String.raw`pypi-AgE[\w-]{50,}` },
  { name: "rubygems", starts: ["rubygems_"], form: "rubygems_[0-9a-f]{48}" },
  { name: "crates", starts: ["cio"], form: "cio[A-Za-z0-9]{32}", entropy: 3.5 },
  { name: "nuget", starts: ["oy2"], form: "oy2[a-z0-9]{43}" },
  {
    name: "docker",
    starts: ["dckr_pat_", "dckr_oat_"],
    form: String.raw`dckr_[po]at_[\w-]{27,32}`,
  },
  { name: "clojars", starts: ["CLOJARS_"], form: "CLOJARS_[a-zA-Z0-9]{60}" },
  { name: "artifactory", starts: ["AKCp"], form: "AKCp[A-Za-z0-9]{69}" },
  { name: "artifactory-reference", starts: ["cmVmd"], form: "cmVmd[A-Za-z0-9]{59}" },
  {
    name: "circleci",
    starts: ["CCIPAT_", "CCIPRJ_"],
    form: "CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[0-9a-f]{40}",
  },
  { name: "buildkite", starts: ["bkua_"], form: "bkua_[0-9a-f]{40}" },
  { name: "sonar", starts: ["sqp_", "squ_", "sqa_"], form: "sq[pua]_[0-9a-f]{40}" },
  {
    name: "sourcegraph",
    starts: ["sgp_"],
    form: "sgp_(?:(?:[0-9a-fA-F]{16}|local)_)?[0-9a-fA-F]{40}",
    entropy: 3,
  },
  { name: "linear", starts: ["lin_"], form: "lin_(?:api|oauth)_[A-Za-z0-9]{40,64}" },
  { name: "postman", starts: ["PMAK-"], form: "PMAK-[0-9a-fA-F]{24}-[0-9a-fA-F]{34}" },
  { name: "readme", starts: ["rdme_"], form: "rdme_[a-z0-9]{70}" },
  { name: "infracost", starts: ["ico-"], form: "ico-[A-Za-z0-9]{32}" },
  { name: "prefect", starts: ["pnu_"], form: "pnu_[a-zA-Z0-9]{36}" },
  { name: "snyk", starts: ["snyk_"], form: String.raw`snyk_(?:uat|sat)\.[\w.-]{30,}` },
  { name: "semaphore", starts: ["api-"], form: "(?:api|sdk)-" + uuid },
  { name: "launchdarkly", starts: ["sdk-", "mob-"], form: "(?:sdk|mob)-" + uuid },
  { name: "octopus", starts: ["API-"], form: "API-[A-Z0-9]{26}", entropy: 3 },
  { name: "figma", starts: ["figd_", "figo_", "figu_"], form: String.raw`fig[dou]_[\w-]{36,48}` },
];

/** Clouds and infrastructure. */
const infrastructure: readonly VendorFormat[] = [
  {
    name: "cloudflare",
    starts: ["cfk_", "cfut_", "cfat_"],
    form: "cf(?:k|ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}",
  },
  {
    name: "cloudflare-origin",
    starts: ["v1.0-"],
    form: String.raw`v1\.0-[0-9a-f]{24}-[0-9a-f]{146}`,
  },
  {
    name: "vercel",
    starts: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
    form: "vc[piark]_[A-Za-z0-9]{20,60}",
    entropy: 3,
  },
  { name: "supabase", starts: ["sb_secret_"], form: String.raw`sb_secret_[\w-]{22}_[\w-]{8}` },
  { name: "supabase-personal", starts: ["sbp_"], form: "sbp_(?:v0_|oauth_)?[0-9a-f]{40}" },
  {
    name: "digitalocean",
    starts: ["dop_v1_", "doo_v1_", "dor_v1_"],
    form: "do[opr]_v1_[0-9a-f]{64}",
  },
  {
    name: "databricks",
    starts: ["dapi"],
    form: String.raw`dapi[0-9a-f]{32}(?:-\d{1,2})?`,
    entropy: 3,
  },
  {
    name: "doppler",
    starts: ["dp.pt.", "dp.ct.", "dp.sa.", "dp.st.", "dp.scim.", "dp.audit."],
    form: String.raw`dp\.(?:pt|ct|sa|scim|audit|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}`,
  },
  {
    name: "vault",
    starts: ["hvs.", "hvb.", "hvr."],
    form: String.raw`hv[sbr]\.[\w-]{24,300}`,
    entropy: 3,
  },
  {
    name: "vault-legacy",
    starts: alphanumeric.map((letter) => `s.${letter}`),
    form: String.raw`s\.[A-Za-z0-9]{24}`,
    entropy: 3.6,
  },
  {
    name: "terraform",
    starts: ["atlasv1."],
    before: 15,
    form: String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}`,
  },
  { name: "pulumi", starts: ["pul-"], form: "pul-[0-9a-f]{40}" },
  { name: "grafana", starts: ["glsa_"], form: "glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}", entropy: 3 },
  { name: "grafana-cloud", starts: ["glc_"], form: "glc_[A-Za-z0-9+/]{32,400}={0,3}", entropy: 3 },
  { name: "grafana-legacy", starts: ["eyJrIjoi"], form: "eyJrIjoi[A-Za-z0-9]{70,400}={0,3}" },
  {
    name: "newrelic",
    starts: ["NRAK-", "NRJS-", "NRII-", "NRIQ-", "NRRA-"],
    form: String.raw`NR(?:AK|JS|II|IQ|RA)-[\w-]{19,42}`,
  },
  { name: "newrelic-license", word: [36, 44], form: "[0-9a-f]{32,36}(?:FFFF)?NRAL" },
  {
    name: "sentry-org",
    starts: ["sntrys_eyJ"],
    form: "sntrys_eyJ[A-Za-z0-9+/=]{40,400}_[A-Za-z0-9+/]{43}",
  },
  { name: "sentry-user", starts: ["sntryu_"], form: "sntryu_[0-9a-f]{64}", entropy: 3 },
  {
    name: "tailscale",
    starts: ["tskey-"],
    form: String.raw`tskey-[a-z]{2,12}-[\w]{8,24}-[\w]{20,48}`,
  },
  {
    name: "fly",
    starts: ["fm2_", "fm1r_", "fm1a_", "fo1_"],
    form: String.raw`f(?:m2|m1[ra]|o1)_[\w+/-]{43,700}={0,3}(?:,fm\w{1,3}_[A-Za-z0-9+/=]{40,700}){0,6}`,
  },
  { name: "heroku", starts: ["HRKU-"], form: String.raw`HRKU-(?:AA[\w-]{58}|${uuid})` },
  {
    name: "netlify",
    starts: ["nfp_", "nfo_", "nfu_", "nfc_"],
    form: "nf[pouc]_[A-Za-z0-9]{36,40}",
  },
  { name: "deno", starts: ["ddp_", "ddw_"], form: "dd[pw]_[A-Za-z0-9]{36,40}" },
  {
    name: "planetscale",
    starts: ["pscale_"],
    form: String.raw`pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}`,
  },
  { name: "neon", starts: ["napi_"], form: "napi_[a-z0-9]{60,68}" },
  { name: "posthog", starts: ["phx_", "phs_"], form: "ph[xs]_[A-Za-z0-9]{40,56}" },
  {
    name: "age",
    starts: ["AGE-SECRET-KEY-1"],
    form: "AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}",
    entropy: 0,
    anyCase: true,
  },
  { name: "1password", starts: ["ops_eyJ"], form: "ops_eyJ[A-Za-z0-9+/]{200,4000}={0,3}" },
  {
    name: "1password-secret",
    starts: ["A3-"],
    form: "A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
    entropy: 3,
  },
  { name: "render", starts: ["rnd_"], form: "rnd_[A-Za-z0-9]{28,40}" },
  { name: "railway", starts: ["rw_"], form: "rw_[A-Za-z0-9]{36,64}", entropy: 3.5 },
  { name: "confluent", starts: ["cflt"], form: "cflt[A-Za-z0-9+/]{60}" },
  { name: "clickhouse", starts: ["4b1d"], form: "4b1d[A-Za-z0-9]{38}" },
  { name: "openshift", starts: ["sha256~"], form: String.raw`sha256~[\w-]{43}` },
  {
    name: "dynatrace",
    starts: ["dt0c", "dt0s"],
    form: String.raw`dt0[cs]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}`,
  },
  { name: "yandex", starts: ["t1."], form: String.raw`t1\.[\w-]{1,64}={0,2}\.[\w-]{86}={0,2}` },
  { name: "yandex-key", starts: ["AQVN"], form: String.raw`AQVN[\w-]{35,38}` },
  {
    name: "yandex-cloud",
    starts: alphanumeric.map((letter) => `YC${letter}`),
    form: String.raw`YC[\w-]{38}`,
    entropy: 3.5,
  },
  { name: "alibaba", starts: ["LTAI"], form: "LTAI[A-Za-z0-9]{17,21}" },
  {
    name: "azure-entra",
    starts: ["Q~"],
    before: 4,
    form: String.raw`[\w~.-]{3}\dQ~[\w~.-]{31,34}`,
    entropy: 3.5,
  },
  {
    name: "azure-storage",
    starts: ["ASt"],
    before: 77,
    form: String.raw`[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==`,
  },
  { name: "azure-devops", word: [84, 84], form: "[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}" },
  {
    name: "harness",
    starts: ["pat.", "sat."],
    form: String.raw`[ps]at\.[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}`,
  },
  { name: "scalingo", starts: ["tk-us-", "tk-fr-"], form: String.raw`tk-(?:us|fr)-[\w-]{48}` },
  { name: "maxmind", word: [40, 40], form: String.raw`[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk` },
  {
    name: "settlemint",
    starts: ["sm_aat_", "sm_pat_", "sm_sat_"],
    form: "sm_[aps]at_[A-Za-z0-9]{16}",
  },
  { name: "defined-networking", starts: ["dnkey-"], form: String.raw`dnkey-[\w=-]{26}-[\w=-]{52}` },
  { name: "adobe", starts: ["p8e-"], form: "p8e-[a-zA-Z0-9]{32}" },
];

/** Payments, messages, offices, shops. */
const services: readonly VendorFormat[] = [
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
    word: [23, 28],
    form: String.raw`[MNO][\w-]{23,28}\.[\w-]{6}\.[\w-]{27,40}`,
    entropy: 4,
  },
  {
    name: "slack-webhook",
    starts: ["hooks.slack.com/"],
    form: String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{30,120}`,
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

export const vendorFormats: readonly VendorFormat[] = [
  ...models,
  ...code,
  ...infrastructure,
  ...services,
];
