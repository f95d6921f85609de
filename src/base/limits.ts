/** Every number that limits something, with its unit. Values a user can set are defaults. */

const second = 1_000;
const minute = 60 * second;
const kilobyte = 1_024;
const megabyte = 1_024 * kilobyte;

export const limits = {
  /** Largest request body a client may send, bytes. */
  requestBodyBytes: 64 * megabyte,
  /** Longest model name that is looked up in the price table, UTF-16 units. */
  modelNameLength: 256,
  /** Names of models, and of models at providers, of which is remembered what they mean. */
  modelNamesRemembered: 2_000,
  /** Kinds of tools run by the provider that are counted per answer. */
  serverToolsKept: 8,
  /** Steps of one answer that are read from its usage. */
  iterationsKept: 64,
  /** Deepest nesting of arrays and objects in a request body. */
  jsonDepth: 512,
  /** Largest whole (not streamed) answer that is held in memory, bytes. */
  wholeAnswerBytes: 64 * megabyte,
  /** Largest error answer of a provider that is read, bytes. */
  errorAnswerBytes: 1 * megabyte,
  /** Largest answer of a declared length that is read in one piece, bytes. */
  readAtOnceBytes: 256 * kilobyte,
  /** Start of an answer that shows whether it is JSON, bytes. */
  sniffedBytes: 64,
  /** Largest single event of a stream that is inspected, bytes. */
  streamEventBytes: 32 * megabyte,
  /** Most bytes of a stream held back before its first content, bytes. */
  heldStreamBytes: 32 * megabyte,

  /** Wait for the response headers of a provider, milliseconds. */
  headersTimeoutMs: 10 * minute,
  /** Wait for the first content of a stream after its headers, milliseconds. */
  firstContentTimeoutMs: 5 * minute,
  /** Longest silence inside a stream or an answer, milliseconds. */
  idleTimeoutMs: 5 * minute,
  /** Longest wait for a provider to close a stream whose terminator has come, milliseconds. */
  terminatorGraceMs: 2 * second,
  /** How often streams are looked after (keep-alive, silence), milliseconds. */
  streamTickMs: 1 * second,
  /** Silence after which a stream gets a keep-alive, milliseconds. */
  pingIntervalMs: 15 * second,
  /**
   * Wait after which a client that asked for a stream gets its status and a first comment although
   * there is nothing to relay yet, milliseconds. What gives up first are NATs, load balancers and
   * proxies between, after 60 s of silence; by then more than one comment has to have passed. Most
   * answers begin earlier, with their own status and headers.
   */
  earlyAnswerMs: 15 * second,
  /** The same when no server handle is given: a host's idle limit may be 10 s, milliseconds. */
  pingIntervalEmbeddedMs: 4 * second,
  /** Idle limit of a client connection while a stream runs, seconds. Bun's maximum is 255. */
  clientIdleSeconds: 120,
  /** How long a stop waits for requests in flight, milliseconds. */
  stopTimeoutMs: 30 * second,
  /** Least time for the last bytes to reach their clients before a stop cuts them, milliseconds. */
  stopDrainMs: 1 * second,
  /** What a client is told to wait when the gateway stops, seconds. */
  stopRetryAfterSeconds: 5,

  /** Sliding window of rate limits, milliseconds. */
  rateWindowMs: 1 * minute,
  /** A position of round-robin is saved at most this often, and remembered so long, milliseconds. */
  turnSaveMs: 5 * second,
  turnMemoryMs: 7 * 24 * 60 * minute,
  /** Counters that several workers count up together: positions of round-robin. */
  sharedCounters: 1_024,
  /** Windows that several workers count in together, and how exactly, milliseconds. */
  sharedWindows: 2_048,
  sharedBucketMs: 250,
  /** A picture of the database that other workers may have changed is this old at most, ms. */
  peerPictureMs: 25,
  /** Names under which workers have set something aside at once. */
  sharedSums: 4_096,
  /**
   * What was spent counts for the other workers this long after it was written, milliseconds: each
   * of them looks at the database before it takes from a budget, and may have looked just before...
   */
  sharedSpendMs: 1 * second,
  /** ...and how often a worker looks what is written, milliseconds. */
  sharedSpendLookMs: 250,
  /** Longest wait for another worker's lock before it counts as killed, milliseconds... */
  sharedLockMs: 250,
  /** ...and pause between two tries. */
  sharedLockPauseMs: 0.05,
  /** Most workers on one port. */
  workers: 64,
  /** First and longest pause before a worker that ended is replaced, milliseconds. */
  workerRestartFirstMs: 100,
  workerRestartLongestMs: 30 * second,
  /** A worker that has lived this long is replaced after the first pause, milliseconds. */
  workerSettledMs: 1 * minute,
  /** How long a worker may take until it listens, milliseconds. */
  workerStartMs: 20 * second,
  /** First cooldown of a failing account, milliseconds; doubles with each failure in a row. */
  cooldownFirstMs: 15 * second,
  /** Longest cooldown that grows from failures, milliseconds. */
  cooldownLongestMs: 5 * minute,
  /** Longest rest that a provider can impose, milliseconds: a weekly window and a day. */
  statedRestLongestMs: 8 * 24 * 60 * minute,
  /** Rest after a minute's limit that names no wait, milliseconds. */
  throttlePauseMs: 2 * second,
  /** Longest pause that a request makes when only waiting can help, milliseconds. */
  pauseLongestMs: 5 * second,
  /** Most calls that one request may cause. */
  attemptsMost: 8,
  /** Time after which a request goes to no further account, milliseconds. */
  attemptBudgetMs: 10 * minute,
  /** First and longest back-off of a provider that is overloaded, milliseconds. */
  overloadFirstMs: 2 * second,
  overloadLongestMs: 30 * second,
  /** First and longest pause between tries of somebody whose rest its provider has named, ms. */
  probeFirstMs: 15 * second,
  probeLongestMs: 60 * minute,
  /** How long the first try after a rest keeps others away, unless it is answered, milliseconds. */
  halfOpenMs: 10 * second,
  /** How long failures in a row are remembered after a rest, milliseconds. */
  restMemoryMs: 24 * 60 * minute,
  /** Longest wait that a provider's Retry-After can impose, milliseconds. */
  retryAfterLongestMs: 60 * minute,
  /** Most names of strategies that do not exist of which the log tells. */
  warnedStrategies: 100,

  /** Longest id of a session or conversation that a client may send to be known by, UTF-16 units. */
  sessionIdLength: 512,
  /** Start of each text of a conversation's opening that tells it from others, bytes. */
  openingTextBytes: 16 * kilobyte,
  /** Most texts of a conversation's opening that tell it from others, of each role. */
  openingTexts: 32,
  /** Most messages that are looked at for a conversation's opening. */
  openingElements: 64,
  /** Most kinds of requests (config, tier, dialect, model) whose candidates are remembered. */
  routesRemembered: 1_000,
  /** Addresses of providers of which is remembered what they are made of. */
  addressesRemembered: 10_000,
  /** Most conversations that stay on their accounts, all callers together. */
  bindings: 20_000,
  /** A conversation may be silent for this long and stays on its account, milliseconds... */
  bindingIdleMs: 60 * minute,
  /** ...or this long when it holds signed thinking, which no cache outlives, milliseconds. */
  bindingThinkingIdleMs: 7 * 24 * 60 * minute,
  /** When a conversation was last seen is known to about this, milliseconds. */
  bindingSeenStepMs: 100,
  /** The state of one conversation is saved at most this often, milliseconds. */
  bindingSaveMs: 5 * second,
  /** Last prompts of a conversation that are remembered: small side requests come in between. */
  bindingPrompts: 4,
  /** Longest name of an organization that is remembered, UTF-16 units. */
  organizationLength: 256,
  /** Most accounts remembered as having signed thinking in one conversation. */
  bindingThinkers: 4,
  /** A provider keeps a prompt cache for this long after its last use, milliseconds... */
  promptCacheMs: 5 * minute,
  /** ...or this long when the client asked for it (Anthropic's `ttl: "1h"`), milliseconds. */
  promptCacheLongMs: 60 * minute,
  /** Fewest bytes that a token of a request takes on average; code and prose take 3 to 4. */
  leastTokenBytes: 2,
  /** Bytes of a request that a token usually takes; for what a request will probably cost. */
  usualTokenBytes: 3,
  /** Size of a context window that the price table does not know, tokens. */
  usualContextTokens: 200_000,
  /** Output of a request that names no limit, tokens; reasoning models write more. */
  usualOutputTokens: 4_096,
  /** Conversations whose prompt caches are watched... */
  watchedConversations: 5_000,
  /** ...with so many lines of talk each (an agent and its helpers share a session)... */
  watchedThreads: 4,
  /** ...and digests of elements of all of them, 20 bytes each. */
  watchedElements: 1_000_000,
  /** Elements of one request that are told apart. */
  chainElements: 20_000,
  /** Longest element whose form is looked at when no mark is in it, bytes. */
  plainTextBytes: 64 * kilobyte,
  /** Bodies that wait to be compared after their answers, bytes; more are not compared. */
  watchQueueBytes: 32 * megabyte,
  /** Pause before answered requests are compared, and between two of them, milliseconds. */
  watchDelayMs: 20,
  watchPauseMs: 1,
  /** ...and bodies that are read before it, bytes; one that is larger is read at once. */
  watchStepBytes: 32 * kilobyte,
  /** What a cache gave too little before that is a miss: tokens, and share of what was expected. */
  cacheMissTokens: 1_024,
  cacheMissShare: 0.1,
  /** Misses that `GET /codegate/cache-misses` tells at most. */
  cacheMissesTold: 1_000,
  /** How long misses are kept, milliseconds. */
  cacheMissMs: 30 * 24 * 60 * minute,
  /** End of a conversation that is looked at for a tool call that comes again and again, bytes... */
  repeatTailBytes: 512 * kilobyte,
  /** ...and most such loops of which it is remembered that the log has told of them. */
  warnedRepeats: 1_000,
  /** Share of a budget from which on its callers are warned. */
  budgetWarningShare: 0.8,
  /** Most conversations whose spend is held in memory. */
  budgetConversations: 20_000,
  /** How long a silent conversation's spend is kept, milliseconds. */
  conversationSpendMs: 90 * 24 * 60 * minute,
  /** Most budgets of which it is remembered that the log has told of them. */
  warnedBudgets: 1_000,
  /** What a client is told to wait when requests under way may need what is left, milliseconds. */
  budgetWaitMs: 5 * second,
  /**
   * How long a request may wait for its conversation's own account, by the user's patience:
   * for each US dollar that leaving would cost, for signed thinking that it would lose, and at
   * most, milliseconds. An hour of somebody's time is worth $180, $60 and $12 here.
   */
  switchWaits: {
    never: { perDollarMs: 0, thinkingMs: 0, longestMs: 0 },
    cheap: { perDollarMs: 20 * second, thinkingMs: 10 * second, longestMs: 30 * second },
    balanced: { perDollarMs: 60 * second, thinkingMs: 30 * second, longestMs: 2 * minute },
    patient: { perDollarMs: 5 * minute, thinkingMs: 2 * minute, longestMs: 10 * minute },
  },

  /** Accounts, and windows and model families of each, whose quotas are remembered. */
  quotaAccounts: 10_000,
  quotaWindowsPerAccount: 64,
  quotaFamiliesPerAccount: 64,
  /** Longest time until a reset that is believed, milliseconds. */
  quotaResetLongestMs: 40 * 24 * 60 * minute,
  /** How long a quota counts that came without a reset, milliseconds. */
  quotaUnknownResetMs: 10 * minute,
  /** Share of a steadily filling quota that has to be back before an empty one is tried again. */
  quotaRefillShare: 0.05,
  /** Longest text of a provider about a quota that is kept, UTF-16 units. */
  quotaLabelLength: 64,
  /** An account's quotas are saved at most this often, milliseconds... */
  quotaSaveIntervalMs: 5 * second,
  /** ...and only when a used share has changed by about this much. */
  quotaSaveStep: 0.01,
  /** Buckets that will be full again sooner than this are not saved, milliseconds. */
  quotaSavedShortestMs: 5 * minute,

  /** How often is looked whether nothing goes on, milliseconds... */
  idleLookMs: 2 * second,
  /** ...and growth of the resident memory that is then worth a collection, bytes. */
  idleGrowthBytes: 32 * megabyte,

  /** Log of the database that is moved into it, pages of 4 KB... */
  checkpointPages: 1_000,
  /** ...and log whose moving is not disturbed by commits, pages of 4 KB. */
  checkpointQuietPages: 8_000,
  /** Longest wait for a log to be moved, milliseconds. */
  checkpointLongestMs: 5 * second,
  /** Rows are written after this time, milliseconds... */
  writeIntervalMs: 100,
  /** ...or as soon as this many wait. */
  writeBatchRows: 500,
  /** Most rows that wait for a locked database. */
  writeQueueRows: 100_000,
  /** Most bytes of bodies that wait for a locked database, bytes. */
  writeQueueBytes: 64 * megabyte,
  /** How often a model's tokens per byte are learnt anew, milliseconds... */
  tokenRateMs: minute,
  /** ...how long it is remembered beyond a restart, milliseconds... */
  tokenRateKeptMs: 30 * 24 * 60 * minute,
  /** ...and of how many models. */
  tokenRatesKept: 1_000,
  /** How long a conversation is kept for `previous_response_id` after its last turn, ms... */
  keptResponseMs: 30 * 24 * 60 * minute,
  /** ...sealed bytes of all conversations together... */
  keptBytes: 512 * megabyte,
  /** ...of one caller... */
  keptBytesOfCaller: 128 * megabyte,
  /** ...of one turn, before it is compressed... */
  keptTurnBytes: 16 * megabyte,
  /** ...sealed bytes after which is looked whether something has to go... */
  keptCleaningBytes: 32 * megabyte,
  /** ...and how many turns one chain may have. */
  keptChainTurns: 1_000,
  /** Items that a page of a kept response's input has: usually and at most. */
  keptItemsPage: { usual: 20, most: 100 },
  /** How long a field that a provider has refused is left out, milliseconds... */
  refusedFieldMs: 24 * 60 * minute,
  /** ...and of how many models at how many addresses it is remembered. */
  refusedFieldsKept: 1_000,
  /** How long a server's missing endpoint is not asked for again, milliseconds... */
  missingEndpointMs: 24 * 60 * minute,
  /** ...and at how many addresses that is remembered. */
  missingEndpointsKept: 1_000,
  /** Length of the key that seals what clients carry for us, bytes. */
  sealingKeyBytes: 32,
  /** Most hints of one kind that a start reads and the database keeps. */
  hintsRead: 20_000,
  /** How often expired hints are deleted, milliseconds... */
  hintCleaningMs: 60 * minute,
  /** ...and how many at once, so that none keeps the process busy. */
  hintsCleanedAtOnce: 1_000,
  /** How long the original of a token is kept after its last use, milliseconds. */
  mappingMs: 30 * 24 * 60 * minute,
  /** Most originals that are kept of one tenant. */
  mappingsOfTenant: 50_000,
  /** How many are deleted at once, so that none keeps the process busy. */
  mappingsCleanedAtOnce: 1_000,
  /** Time in which a use of the same token is not written again, milliseconds. */
  mappingRefreshMs: 24 * 60 * minute,
  /** Tokens that are remembered as written. */
  mappingsRemembered: 20_000,
  /** Most tokens of one answer that are looked up in the database. */
  mappingsLookedUp: 1_000,
  /** Wait for a locked database when nothing else can run: at start and at stop, milliseconds. */
  lockWaitMs: 5 * second,
  /** Pause before a locked database is tried again, milliseconds. */
  lockRetryMs: 50,

  /** Most bytes of bodies written in one transaction, so that none keeps the process busy, bytes. */
  writeBatchBytes: 2 * megabyte,
  /** Pause before a write that failed for another reason than a lock is tried again, milliseconds. */
  writeRetryMs: 1 * second,
  /** Largest file of unwritten rows that a start reads back, bytes. */
  unwrittenFileBytes: 256 * megabyte,
  /** Pause before a database that cannot be opened or read is tried again, milliseconds. */
  openRetryMs: 1 * second,
  /** How often the files of the data directory are looked at, milliseconds. */
  fileCheckMs: 1 * second,
  /** Most account keys that are remembered after their files changed. */
  formerAccountKeys: 16,

  /** OAuth tokens are renewed this long before they end, milliseconds... */
  tokenRefreshMs: 5 * minute,
  /** ...and earlier by a random time up to this, so that not all are renewed at once. */
  tokenJitterMs: 1 * minute,
  /** With less than this left a token counts as over: a request takes time to arrive, ms. */
  tokenLeastMs: 10 * second,
  /** How often tokens are looked after, milliseconds. */
  tokenCheckMs: 30 * second,
  /** Wait for a token endpoint's whole answer, milliseconds. */
  tokenTimeoutMs: 20 * second,
  /** How long other processes leave a refresh to the one that began it, milliseconds. */
  tokenLeaseMs: 30 * second,
  /** How often a process looks whether another one's refresh is done, milliseconds. */
  tokenPollMs: 50,
  /** A refused token that is younger than this is not refreshed again, milliseconds. */
  tokenRenewalPauseMs: 1 * minute,
  /** Pause after a refresh that failed, milliseconds; doubles with each failure in a row. */
  tokenRetryFirstMs: 5 * second,
  tokenRetryLongestMs: 15 * minute,
  /** Pause after the endpoint's own 429 that names none, milliseconds; doubles too. */
  tokenLimitedFirstMs: 1 * minute,
  /** Longest pause that a token endpoint can impose, milliseconds. */
  tokenLimitedLongestMs: 60 * minute,
  /** A token that lives for less than five times the above is renewed in this last share of it. */
  tokenRefreshShare: 0.2,
  /** Lifetime of a token whose answer names none, milliseconds. */
  tokenUsualLifetimeMs: 60 * minute,
  /** Longest words of a token endpoint that are kept, UTF-16 units. */
  tokenWordsLength: 200,
  /** Longest code that a sign-in can bring, UTF-16 units. */
  loginCodeLength: 4_096,
  /** Largest answer of a token endpoint, and largest credential file, bytes. */
  tokenAnswerBytes: 256 * kilobyte,
  /** With less room than this on its disk the database is in danger, bytes. */
  diskLeastBytes: 64 * megabyte,
  /** A row may be this much younger than the clock says, milliseconds. */
  clockRowToleranceMs: 5 * minute,
  /** A provider's clock may differ by this much, milliseconds. */
  clockSkewMs: 2 * minute,
  /** Wait for a provider's host in `codegate doctor --online`, milliseconds. */
  hostTimeoutMs: 10 * second,
  /** How long `codegate login` waits for the person, milliseconds. */
  loginTimeoutMs: 15 * minute,

  /** Largest key that the command line reads from standard input, bytes. */
  keyInputBytes: 64 * kilobyte,
  /** Largest file of certificates that the command line reads, bytes. */
  certificateFileBytes: 1 * megabyte,
  /** Silence on standard input after which the command line says what it waits for, milliseconds. */
  keyInputHintMs: 1 * second,
  /** Wait for each step of a provider's answer to `accounts test`, milliseconds. */
  accountTestTimeoutMs: 30 * second,
  /** Wait for /health of the running gateway, milliseconds. */
  healthTimeoutMs: 2 * second,
  /** Longest of a provider's words that the command line shows, UTF-16 units. */
  shownMessageLength: 300,

  /** Values of one label that are counted apart in /metrics. */
  meterLabelValues: 100,
  /** How often workers tell each other what they have counted, milliseconds. */
  meterNewsMs: 1 * second,
  /** Longest text that the guardrails are tried on over HTTP, bytes. */
  guardTestBytes: 1 * megabyte,
  /** Most patterns of values that guardrails leave alone. */
  allowPatterns: 100,
  /** Longest such pattern, UTF-16 units... */
  allowPatternLength: 500,
  /** ...how deep its brackets may be... */
  allowPatternDepth: 20,
  /** ...and most states that its repeats may make of it. */
  allowPatternStates: 5_000,
  /** Tenants whose derived keys are kept ready. */
  tenantTokensKept: 1_000,
  /** How long saved decisions of a conversation's masking are kept, milliseconds. */
  maskDecisionsMs: 24 * 60 * minute,
  /** What is remembered of masked requests, all conversations together, bytes... */
  maskMemoryBytes: 64 * megabyte,
  /** ...and of one conversation, bytes. */
  maskScopeBytes: 16 * megabyte,
  /** Shortest stretch of a conversation that is known as a whole when it comes again, bytes. */
  passageBytes: 64 * kilobyte,
  /** Requests of which that is remembered, in one conversation or where none can be told. */
  passageTrails: 8,
  /** Shortest and longest value that is masked wherever it comes again, UTF-16 units... */
  knownValueShortest: 5,
  knownValueLongest: 256,
  /** ...how many of one request... */
  knownValues: 5_000,
  /** ...and how many lengths of those that begin alike. */
  knownValueLengths: 16,
  /** Longest value in a tool's input that is read together with its name, UTF-16 units. */
  namedTextLength: 256,
  /** How far down a place in a request is told to people, levels. */
  placeLevels: 16,
  /** Most patterns of names of tools that leave the machine... */
  toolPatterns: 100,
  /** ...and how long one may be, UTF-16 units. */
  toolPatternLength: 128,

  /** Longest text stored in accounts.last_error, UTF-16 units. */
  lastErrorLength: 500,
  /** Longest text stored in request_logs.error_message, UTF-16 units. */
  errorMessageLength: 1_000,
  /** Longest body that request_logs shows whole, bytes... */
  loggedBodyBytes: 8 * kilobyte,
  /** ...and the start and the end of a longer one, bytes each. */
  loggedBodyEndBytes: 1 * kilobyte,
  /** Days after which logged requests are deleted, unless `log_retention_days` says otherwise. */
  logRetentionDays: 30,
  /** The same for what was spent, unless `codegate_ledger_days` says otherwise, days. */
  ledgerDays: 400,
  /** Most days of either; more means as much, and is kept within what a date can be. */
  mostRetentionDays: 36_500,
  /** Most rows of request_logs, and most of them when many are failures... */
  logRows: 1_000_000,
  failedLogRows: 2_000_000,
  /** ...and the newest of them that show parts of bodies, failures among them... */
  logExcerpts: 5_000,
  failedLogExcerpts: 20_000,
  /** ...and how many of those before are looked at, whether they still do. */
  logExcerptsLookedAt: 50_000,
  /** Old rows are deleted so many at once, that nobody waits for long... */
  rowsCleanedAtOnce: 500,
  /** ...with a pause between, milliseconds... */
  cleaningPauseMs: 10,
  /** ...and a wait for a locked database, milliseconds. */
  cleaningLockWaitMs: 100,
  /** How often it is asked whether there is something to delete, milliseconds... */
  rowCleaningCheckMs: 1 * minute,
  /** ...and when it is done although little was written, milliseconds. */
  rowCleaningMs: 60 * minute,

  /** Files of kept bodies, all together, unless `codegate_bodies_megabytes` says otherwise, bytes. */
  bodiesBytes: 1_024 * megabyte,
  /** Smallest such budget that can be set, bytes. */
  bodiesLeastBytes: 64 * megabyte,
  /** Largest one that the command line sets, megabytes. */
  mostBodiesMegabytes: 10_000_000,
  /** Part of it for requests that failed, which then outlive the others. */
  failedBodiesShare: 0.25,
  /** Files per budget: the oldest is deleted as a whole. */
  bodySegments: 8,
  /** A file takes bodies for this part of the days that they are kept. */
  bodySegmentShare: 1 / 8,
  /** Largest body that is kept, bytes. */
  keptBodyBytes: 32 * megabyte,
  /** Bodies are compressed together up to this size, bytes... */
  bodyFrameBytes: 512 * kilobyte,
  /** ...or when the first of them has waited for this time, milliseconds. */
  bodyFrameMs: 500,
  /** Most bytes that wait to be compressed and written; what comes then is not kept, bytes. */
  bodyQueueBytes: 32 * megabyte,
  /** Level of compression (zstd). */
  bodyCompression: 3,
  /** Last bodies of conversations that new ones are compared with, bytes. */
  knownBodiesBytes: 32 * megabyte,
  /** Most records that have to be read for one body. */
  bodyDepth: 32,
  /** Shortest piece of a body that ends at a landmark other than a message, bytes... */
  bodyPieceBytes: 512,
  /** ...and shortest one that is looked for among those that were kept, bytes... */
  bodyPieceHashedBytes: 64,
  /** ...and how many of those are remembered in one file. */
  bodyPieces: 131_072,
  /** Bytes of an answer's stream that are kept, each... */
  keptStreamBytes: 4 * megabyte,
  /** ...and of all streams under way, bytes. */
  keptStreamsBytes: 32 * megabyte,
  /** How long an answer to how much may be kept is believed, milliseconds. */
  bodyLimitsMs: 1 * second,
  /** How often old files of bodies are looked for, milliseconds. */
  bodyCleaningMs: 60 * minute,
  /** A file that grew within this time counts as one that still grows, milliseconds. */
  bodySegmentIdleMs: 10 * minute,
  /** Pause after bodies could not be written, and between warnings of it, milliseconds. */
  bodyRetryMs: 30 * second,

  /** Longest tool call id that OpenAI-type servers are reported to take, UTF-16 units. */
  toolCallIdLength: 40,
  /** Longest prompt_cache_key, user and safety_identifier, UTF-16 units. */
  openAiKeyLength: 64,
  /** Longest metadata.user_id, UTF-16 units. */
  anthropicUserIdLength: 256,
  /** Most cache breakpoints in one request to Anthropic. */
  cacheBreakpoints: 4,
  /** Output asked for when the client names no limit and Anthropic demands one, tokens. */
  defaultOutputTokens: 32_000,
  /** Fewest tokens of max_output_tokens that Responses accepts. */
  leastResponsesOutputTokens: 16,
  /** Fewest thinking tokens that Anthropic accepts. */
  leastThinkingTokens: 1_024,
  /** Part of the output that a thinking budget leaves for the answer. */
  answerShare: 0.2,
  /** Longest schema name of a response_format, UTF-16 units. */
  formatNameLength: 64,
  /** Deepest nesting of a JSON Schema that is rewritten for a provider. */
  schemaDepth: 64,
} as const;
