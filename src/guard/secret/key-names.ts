/** What the name of a field, a variable or a flag says about the value that it is given. */

/**
 * `password`: whatever stands there is one, however weak. `token`: a secret that was generated.
 * `key`: may be one, or the key of a map. `null`: nothing secret.
 */
export type NameKind = "password" | "token" | "key" | null;

/** Longest name that is looked at, UTF-16 units; of a longer one the end counts. */
export const longestName = 64;

const password =
  /(?:^|_)(?:pass|pw|pgpass|pin|passcode|passwort|kennwort|contrasena|senha|wachtwoord|haslo)\d{0,2}$|(?:passw(?:or)?d|passphrase|pwd|pgpassword|rootpass|userpass|dbpass)(?:_?\d{1,2}|_(?:value|plain|plaintext|prod|dev|staging|old|new|confirm|confirmation))?$/;
const token =
  /(?:^|_)(?:tokens?|secrets?|creds?|credentials?|authorization|auth|authtoken|bearer|jwt|apikey|pat|hmac|salt|sig|signature|cookie|sid|session|sessionid|dsn|passkey|mnemonic)(?:_|\d|$)|(?:token|secret|apikey|authkey|secretkey|accesskey|privatekey)\d{0,2}$|api_?key|access_?key|secret_?key|private_?key|signing_?key|encryption_?key|master_?key|auth_?key|license_?key|app_?key|account_?key|service_?(?:role_?)?key|webhook_?key|subscription_?key|session_?key|shared_?key|admin_?key|client_?key|deploy_?key|connection_?string|^x_amz_(?:signature|credential|security)/;
const key = /(?:^|_)keys?\d{0,2}$|key$/;
/** Names of things about secrets. */
const about =
  /_(?:id|ids|name|names|type|types|count|length|len|size|url|uri|urls|path|file|files|dir|field|fields|param|params|label|title|prefix|suffix|index|limit|limits|max|min|expiry|expires|expiration|expired|ttl|age|version|provider|service|handler|manager|store|class|regex|pattern|format|header|headers|ref|refs|arn|required|enabled|policy|hint|usage|budget|kind|list|map|table|column|info|metadata|schema|validator|error|errors|message|at|date|time|endpoint|algorithm|alg|method|mode|scheme|source|status|state|scope|scopes|issuer|audience|bytes|stdin|env|var|variable|placeholder|text|description|desc|set|event|events|code|start|end|position|pos|offset|line|num|number|strategy|context|options|config|settings|helper|utils|util|test|tests|spec|mock|cache|pair|pairs|st|ring|board|frame|frames|chain|value_type|input)\d?$/;
const publicKey =
  /(?:public|pub|primary|foreign|sort|partition|cache|hash|row|group|map|unique|index|object|s3|lookup|parent|storage_class|query|i18n|translation|message|config|idempotency|dedupe|site|host|arrow|hot|modifier|shift|enter|escape|turn|mon|don|jockey|registry|dictionary|property|data|item|react|route|kms|ssm|event|metric|label|field|schema|feature|sort_|order|table|column|json|form|state|storage|locale|meta|prop|attr|attribute|entry|node|dict|env|setting|option|param|query|header|context|module|chunk|asset|bundle)_?keys?\d?$/;

/** Words that make a following `key` a credential of somebody's service. */
const vendors =
  /(?:^|_)(?:adafruit|adobe|airtable|alchemy|algolia|amplitude|anthropic|asana|atlassian|auth0|azure|bittrex|bitbucket|bugsnag|clearbit|cloudflare|codecov|cohere|coinbase|confluent|contentful|datadog|dd|deepgram|deepl|discord|drone|droneci|dropbox|etsy|facebook|fastly|figma|finnhub|flickr|freshbooks|gemini|github|gitlab|gitter|google|grafana|groq|heroku|honeycomb|hubspot|infura|intercom|jfrog|jira|kraken|kucoin|linkedin|lob|looker|mailchimp|mailgun|mapbox|mattermost|maps|messagebird|mistral|mixpanel|netlify|new_?relic|ngrok|nytimes|okta|openai|pagerduty|paypal|plaid|postmark|posthog|pusher|rapidapi|rollbar|segment|sendbird|sendgrid|sentry|shopify|slack|snyk|splunk|square|squarespace|stripe|sumo|sumologic|supabase|tmdb|travis|trello|twilio|twitch|twitter|typeform|vercel|weather|yandex|zendesk)(?:_|\d|$)/;

/** `apiKey`, `X-Api-Key`, `spring.datasource.password` and `API_KEY` as words between `_`. */
export function normalise(name: string): string {
  return name
    .slice(-longestName)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[-. ]+/g, "_")
    .toLowerCase();
}

export function kindOfName(normal: string): NameKind {
  if (about.test(normal)) return null;
  if (password.test(normal)) return "password";
  if (token.test(normal)) return publicKey.test(normal) ? null : "token";
  if (!key.test(normal)) return null;
  if (vendors.test(normal)) return "token";
  return publicKey.test(normal) ? null : "key";
}

/** `DATADOG=…`, `sidekiq`: a service whose bare name is given a secret. */
export function namesVendor(normal: string): boolean {
  return vendors.test(normal);
}
