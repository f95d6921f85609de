import { listOf, objectOf, stringOf, textOf } from "../vocabulary/json-fields.ts";
import { parseJson } from "../vocabulary/json-text.ts";
import type { ServerToolPart } from "../vocabulary/part.ts";
import {
  itemFields,
  nothing,
  placeFields,
  type ItemPlace,
  type ItemWriter,
} from "./item-writer.ts";

/** A web search that another provider ran: its query, and the addresses that it found. */
export function writeSearchItem(call: ServerToolPart, place: ItemPlace): ItemWriter {
  const { outputIndex, send, newId } = place;
  const id = `ws_${newId()}`;
  const head = placeFields(id, outputIndex);
  let input = "";
  let sources: object[] = [];

  send("response.output_item.added", itemFields(outputIndex, item("in_progress")));
  send("response.web_search_call.in_progress", head);
  send("response.web_search_call.searching", head);

  function item(status: string): object {
    const given = input === "" ? call.input : parseJson(input);
    const query = stringOf(objectOf(given)["query"]);
    const found = sources.length === 0 ? {} : { sources };
    return { id, type: "web_search_call", status, action: { type: "search", query, ...found } };
  }

  return {
    continues(part) {
      if (part.type !== "server-tool" || part.phase !== "result" || part.id !== call.id)
        return false;
      sources = listOf(part.raw["content"]).flatMap((result) => {
        const url = textOf(objectOf(result)["url"]);
        return url === null ? [] : [{ type: "url", url }];
      });
      return true;
    },
    delta(text) {
      input += text;
    },
    signature: nothing,
    encrypted: nothing,
    citation: nothing,
    endPart: nothing,
    close() {
      send("response.web_search_call.completed", head);
      const whole = item("completed");
      send("response.output_item.done", itemFields(outputIndex, whole));
      return whole;
    },
  };
}
