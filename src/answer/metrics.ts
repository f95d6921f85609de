/** GET /metrics: counters and gauges in the text format of Prometheus. */
import type { Sample } from "../base/meters.ts";

export type { Sample } from "../base/meters.ts";

interface Family {
  readonly type: "counter" | "gauge";
  readonly help: string;
}

/** Everything that is told, in this order. */
const families: Readonly<Record<string, Family>> = {
  codegate_info: { type: "gauge", help: "Versions of the program and of its price table." },
  codegate_start_time_seconds: { type: "gauge", help: "When the process started." },
  codegate_requests_total: {
    type: "counter",
    help: "Model requests by operation and the status their client got.",
  },
  codegate_requests_in_flight: { type: "gauge", help: "Model requests under way." },
  codegate_refusals_total: {
    type: "counter",
    help: "Errors of the gateway's own making by kind.",
  },
  codegate_attempts_total: {
    type: "counter",
    help: "Calls to providers by provider and outcome.",
  },
  codegate_sent_again_total: {
    type: "counter",
    help: "Calls made once more within their attempt, since their connection was dead.",
  },
  codegate_tokens_total: {
    type: "counter",
    help: "Tokens by kind, as far as they are known; reasoning is part of output.",
  },
  codegate_cost_usd_total: { type: "counter", help: "Known cost of attempts in US dollars." },
  codegate_unpriced_attempts_total: {
    type: "counter",
    help: "Attempts whose cost is not known at all.",
  },
  codegate_accounts: { type: "gauge", help: "Enabled accounts by state." },
  codegate_guard_requests_total: {
    type: "counter",
    help: "Requests that guardrails looked at by what became of them.",
  },
  codegate_guard_findings_total: {
    type: "counter",
    help: "New findings of guardrails by detector.",
  },
  codegate_guard_blocked_total: {
    type: "counter",
    help: "Requests that a guardrail forbade by detector.",
  },
  codegate_queue_rows: { type: "gauge", help: "Rows that wait for the database." },
  codegate_queue_bytes: { type: "gauge", help: "Bytes of logged bodies that wait." },
  codegate_queue_dropped_total: { type: "counter", help: "Rows lost since the start." },
  codegate_memory_bytes: { type: "gauge", help: "Memory of the process by kind." },
};

/** `samples` of families that are not listed are left out. */
export function metricsText(samples: readonly Sample[]): string {
  const lines = Object.entries(families).flatMap(([name, { type, help }]) => {
    const own = samples.filter((sample) => sample.name === name);
    if (own.length === 0) return [];
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...own.map(line)];
  });
  return `${lines.join("\n")}\n`;
}

function line({ name, labels, value }: Sample): string {
  const written = Object.entries(labels)
    .map(([label, text]) => `${label}="${escape(text)}"`)
    .join(",");
  return `${name}${written === "" ? "" : `{${written}}`} ${value}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
