/** What could go wrong: a key of a vendor in the table goes out because of what stands around it. */
import { describe, expect, test } from "bun:test";
import { isPlaceholder } from "../../../src/guard/secret/placeholders.ts";
import { vendorFormats } from "../../../src/guard/secret/vendor-formats.ts";
import { maskOnce } from "../../support/guard.ts";
import { sampleForm, seeded } from "../../support/sample-form.ts";

const surroundings: readonly ((key: string) => string)[] = [
  (key) => key,
  (key) => `export SERVICE_KEY=${key}\n`,
  (key) => `{"env":{"SERVICE":"${key}"}}`,
  (key) => `{"content":"A=1\\n${key}\\nB=2"}`,
  (key) => `use this one (${key}), thanks.`,
  (key) => `@@ -1 +1 @@\n-X=\n+X=${key}\n`,
  (key) => `curl -H 'x-api-key: ${key}' https://api.example.com`,
  (key) => `| KEY | \`${key}\` |`,
  (key) => `<code>${key}</code>`,
  (key) => `see ${key}.`,
];

describe("a key of every vendor is masked whole in every surrounding", () => {
  test.each(vendorFormats.map((format) => [format.name, format] as const))("%s", (_, format) => {
    const random = seeded(format.name.length * 1_000 + format.form.length);
    for (const surround of surroundings) {
      let key = sampleForm(format.form, random);
      // A sample may by chance end in a mark that ends a key, or be as poor as a placeholder.
      while (/[^A-Za-z0-9=]$/.test(key) || isPlaceholder(key))
        key = sampleForm(format.form, random);
      const text = surround(key);
      const masked = maskOnce(text);
      expect(masked.text).not.toContain(key.slice(-12));
      expect(masked.text).toContain("CG_");
    }
  });
});

test("what looks like a key and is none stays", () => {
  const texts = [
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "glpat-XXXXXXXXXXX-XXXXXXXX",
    "xoxb-Slack_BOT_TOKEN",
    "AKIA",
    "sk-",
    "sk-learn-contrib-project-template",
    "hf_transformers_models_are_here",
    "s.thisstringisalllowercase",
    "key-value-pairs",
    "re_export_all_modules",
    "test_should_return_the_right_value_when_called",
    "pat.compile",
    "live_reload_server_is_running_on_port",
    "npm_config_registry",
    "pk_live_",
    "dop_v1_",
    "fc-list",
    "api-00000000-0000-0000-0000-000000000000",
  ];
  for (const text of texts) expect(maskOnce(text).text).toBe(text);
});
