/**
 * Every number that limits something, with its unit, by theme. Values a user can set are defaults.
 */
import { bodiesLimits } from "./limits/bodies.ts";
import { commandLineLimits } from "./limits/command-line.ts";
import { conversationsLimits } from "./limits/conversations.ts";
import { databaseLimits } from "./limits/database.ts";
import { dialectsLimits } from "./limits/dialects.ts";
import { exchangeLimits } from "./limits/exchange.ts";
import { guardrailsLimits } from "./limits/guardrails.ts";
import { idleLimits } from "./limits/idle.ts";
import { keptResponsesLimits } from "./limits/kept-responses.ts";
import { learningLimits } from "./limits/learning.ts";
import { logsLimits } from "./limits/logs.ts";
import { quotaLimits } from "./limits/quota.ts";
import { routingLimits } from "./limits/routing.ts";
import { signInLimits } from "./limits/sign-in.ts";
import { spendingLimits } from "./limits/spending.ts";
import { waitingLimits } from "./limits/waiting.ts";
import { watchingLimits } from "./limits/watching.ts";
import { workersLimits } from "./limits/workers.ts";

export const limits = {
  ...exchangeLimits,
  ...waitingLimits,
  ...workersLimits,
  ...routingLimits,
  ...conversationsLimits,
  ...spendingLimits,
  ...watchingLimits,
  ...quotaLimits,
  ...databaseLimits,
  ...idleLimits,
  ...learningLimits,
  ...keptResponsesLimits,
  ...guardrailsLimits,
  ...signInLimits,
  ...commandLineLimits,
  ...logsLimits,
  ...bodiesLimits,
  ...dialectsLimits,
} as const;
