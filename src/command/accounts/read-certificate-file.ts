import { limits } from "../../base/limits.ts";
import { success, type Result } from "../../base/result.ts";
import { impossible, type Complaint } from "../complaint.ts";

/** The PEM text of a file; null without a path. */
export async function readCertificateFile(
  path: string | undefined,
): Promise<Result<string | null, Complaint>> {
  if (path === undefined) return success(null);
  const file = Bun.file(path);
  if (file.size > limits.certificateFileBytes) {
    return impossible(
      `${path} is larger than ${limits.certificateFileBytes} bytes: no certificates.`,
    );
  }
  try {
    return success(await file.text());
  } catch (error) {
    // The file system's own errors: missing, a directory, no right to read.
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== "string") throw error;
    return impossible(`The certificates in ${path} cannot be read (${code}).`);
  }
}
