import { failed, success, type Result } from "../../base/result.ts";
import type { KeptSource } from "../../bodies/read-kept.ts";
import { readDerivedKey } from "../../store/read-once.ts";
import type { CommandRooms } from "../command.ts";

/** Where kept bodies are read from; files that cannot be read are told of on stderr. */
export function openKept({ place, terminal }: CommandRooms): Result<KeptSource, string> {
  const key = readDerivedKey(place, "bodies");
  if (key === null) {
    return failed("There is no account key in this folder, so that no kept body can be opened.");
  }
  return success({
    dataDirectory: place.dataDirectory,
    key,
    onUnreadable: (path, reason) =>
      terminal.error.line(terminal.error.paint("yellow", `${path} is left out: ${reason}.`)),
  });
}
