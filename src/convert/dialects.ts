/** Every dialect's readers and writers of answers, by name. */
import { readAnthropicAnswer } from "../anthropic/read-answer.ts";
import { createAnthropicReader } from "../anthropic/read-stream.ts";
import { anthropicStatus, writeAnthropicError } from "../anthropic/write-error.ts";
import { writeAnthropicAnswer } from "../anthropic/write-message.ts";
import { createAnthropicWriter } from "../anthropic/write-stream.ts";
import type { Dialect } from "../base/dialect.ts";
import type { Result } from "../base/result.ts";
import { readChatAnswer } from "../chat/read-answer.ts";
import { createChatReader } from "../chat/read-stream.ts";
import { writeChatAnswer } from "../chat/write-message.ts";
import { createChatWriter } from "../chat/write-stream.ts";
import { readResponsesAnswer } from "../responses/read-answer.ts";
import { createResponsesReader } from "../responses/read-stream.ts";
import { writeResponsesAnswer } from "../responses/write-answer.ts";
import { createResponsesWriter } from "../responses/write-stream.ts";
import type { Emit } from "../vocabulary/event-reader.ts";
import type {
  AnswerReader,
  AnswerWriter,
  ReaderOptions,
  WriterOptions,
} from "../vocabulary/answer-stream.ts";
import type { Answer, ProviderError } from "../vocabulary/answer.ts";
import { openAiError, openAiStatus } from "../vocabulary/openai-error.ts";

interface AnswerDialect {
  readonly createReader: (options: ReaderOptions, emit: Emit) => AnswerReader;
  readonly createWriter: (options: WriterOptions) => AnswerWriter;
  readonly readAnswer: (body: unknown, options: ReaderOptions) => Result<Answer, ProviderError>;
  readonly writeAnswer: (answer: Answer, options: WriterOptions) => object;
  readonly writeError: (error: ProviderError) => object;
  readonly errorStatus: (error: ProviderError) => number;
}

const writeOpenAiError = (error: ProviderError) => ({ error: openAiError(error) });

export const answerDialects: Readonly<Record<Dialect, AnswerDialect>> = {
  "anthropic-messages": {
    createReader: createAnthropicReader,
    createWriter: createAnthropicWriter,
    readAnswer: readAnthropicAnswer,
    writeAnswer: writeAnthropicAnswer,
    writeError: writeAnthropicError,
    errorStatus: anthropicStatus,
  },
  "openai-chat": {
    createReader: createChatReader,
    createWriter: createChatWriter,
    readAnswer: readChatAnswer,
    writeAnswer: writeChatAnswer,
    writeError: writeOpenAiError,
    errorStatus: openAiStatus,
  },
  "openai-responses": {
    createReader: createResponsesReader,
    createWriter: createResponsesWriter,
    readAnswer: readResponsesAnswer,
    writeAnswer: writeResponsesAnswer,
    writeError: writeOpenAiError,
    errorStatus: openAiStatus,
  },
};
