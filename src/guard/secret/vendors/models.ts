/** Models, search and tracing for them. */
import type { VendorFormat } from "./vendor-format.ts";

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

export const models: readonly VendorFormat[] = [
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
