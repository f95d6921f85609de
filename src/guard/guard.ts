/** What the other rooms use of the guardrails. */
export { detect } from "./detect/detect.ts";
export * from "./finding.ts";
export { createMaskCache, type MaskCache } from "./mask-cache.ts";
export { createMasker, type Masked, type Masker } from "./mask.ts";
export { readRules, type Rules, type Settings } from "./rules/rules.ts";
export {
  createRestorer,
  restoreText,
  type EscapeDepth,
  type Lookup,
  type Restorer,
} from "./token/restore.ts";
export {
  createTenantTokens,
  createTokens,
  type TenantTokens,
  type Tokens,
} from "./token/tokens.ts";
