/** What is loaded with the first request whose account speaks another dialect than its client. */
export { collectStream, convertAnswer, streamAnswer } from "./convert-answer.ts";
export { convertError } from "./convert-error.ts";
export { convertHeaders } from "./convert-headers.ts";
export { convertRequest } from "./convert-request.ts";
export { convertStream } from "./convert-stream.ts";
export { isForeignHeader } from "./foreign-header.ts";
