/** What is said of a response that the gateway keeps, in the shapes of OpenAI's API. */
import { limits } from "../base/limits.ts";

/** DELETE /v1/responses/{id} */
export function deletedResponse(id: string): unknown {
  return { id, object: "response", deleted: true };
}

/** GET /v1/responses/{id}/input_items: `items` as JSON texts, oldest first. */
export function inputItems(items: readonly string[], query: URLSearchParams): unknown {
  const all = items.map(named);
  const ordered = query.get("order") === "asc" ? all : all.toReversed();
  const after = ordered.findIndex(({ id }) => id === query.get("after"));
  const start = after + 1;
  const data = ordered.slice(start, start + pageSize(query.get("limit")));
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + data.length < ordered.length,
  };
}

interface NamedItem {
  readonly id: string;
}

/** Clients page by ids, and what they send often has none. */
function named(text: string, index: number): NamedItem {
  const item = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const id = typeof item["id"] === "string" ? item["id"] : `item_${index}`;
  const type = item["type"] ?? "message";
  return { ...item, type, id } as NamedItem;
}

function pageSize(asked: string | null): number {
  const { usual, most } = limits.keptItemsPage;
  const wanted = Number(asked ?? usual);
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, most) : usual;
}
