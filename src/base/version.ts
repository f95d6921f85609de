import packageFile from "../../package.json" with { type: "json" };

/** Version of this program, as package.json says. */
export const version: string = packageFile.version;
