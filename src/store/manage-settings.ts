/** Settings as the command line writes and removes them. What they mean is known elsewhere. */
import { and, eq } from "drizzle-orm/sql";
import { success, type Result } from "../base/result.ts";
import { changeStore, type StorePlace } from "./change-store.ts";
import { settings, tenantSettings } from "./schema.ts";

export interface SettingName {
  readonly key: string;
  /** Null = the one of everybody. */
  readonly tenantId: string | null;
}

export function setSetting(
  place: StorePlace,
  { key, tenantId }: SettingName,
  value: string,
): Result<null, string> {
  return changeStore(place, ({ orm }) => {
    if (tenantId === null) {
      orm
        .insert(settings)
        .values({ key, value })
        .onConflictDoUpdate({ target: settings.key, set: { value } })
        .run();
    } else {
      orm
        .insert(tenantSettings)
        .values({ tenantId, key, value })
        .onConflictDoUpdate({
          target: [tenantSettings.tenantId, tenantSettings.key],
          set: { value },
        })
        .run();
    }
    return success(null);
  });
}

/** True when there was one. */
export function removeSetting(
  place: StorePlace,
  { key, tenantId }: SettingName,
): Result<boolean, string> {
  return changeStore(place, ({ orm }) => {
    const removed =
      tenantId === null
        ? orm.delete(settings).where(eq(settings.key, key)).returning().all()
        : orm
            .delete(tenantSettings)
            .where(and(eq(tenantSettings.tenantId, tenantId), eq(tenantSettings.key, key)))
            .returning()
            .all();
    return success(removed.length > 0);
  });
}
