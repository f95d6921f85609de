/** Refusals of every provider, in the statuses, headers and bodies that they were seen in. */
import type { SeenRefusal } from "./refusal-shapes.ts";
import { refusalsOfAgents } from "./refusals-of-agents.ts";
import { refusalsOfClouds } from "./refusals-of-clouds.ts";
import { refusalsOfHosts } from "./refusals-of-hosts.ts";
import { refusalsOfPlans } from "./refusals-of-plans.ts";

export const refusals: readonly SeenRefusal[] = [
  ...refusalsOfAgents,
  ...refusalsOfPlans,
  ...refusalsOfClouds,
  ...refusalsOfHosts,
];
