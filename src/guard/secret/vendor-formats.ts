/** Keys of vendors by their forms; `vendors/vendor-format.ts` says how to add one. */
import { code } from "./vendors/code.ts";
import { infrastructure } from "./vendors/infrastructure.ts";
import { models } from "./vendors/models.ts";
import { services } from "./vendors/services.ts";
import type { VendorFormat } from "./vendors/vendor-format.ts";

export const vendorFormats: readonly VendorFormat[] = [
  ...models,
  ...code,
  ...infrastructure,
  ...services,
];
