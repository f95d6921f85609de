import { readOptions } from "../../process/options.ts";
import { complain, exitCodes, type Command } from "../command.ts";
import { runServe } from "./run-serve.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Run the gateway (also without any word)",
  actions: [
    {
      name: "",
      operands: [],
      flags: [
        {
          name: "workers",
          value: "N",
          help: 'processes that answer on the same port (Linux); "auto" takes one for each core',
        },
      ],
      refused: {
        port: "The port is set in the environment: PROXY_PORT=9300.",
        host: "The address to listen on is set in the environment: CODEGATE_HOST=127.0.0.1.",
        "data-dir": "The data directory is set in the environment: DATA_DIR=./data.",
      },
      summary: "Run the gateway until Ctrl-C or SIGTERM",
      details: [
        "Settings are environment variables: PROXY_PORT (9212), CODEGATE_HOST (127.0.0.1),",
        "DATA_DIR (./data), PROXY_API_KEY, and those that the README lists.",
      ],
      examples: ["serve", "serve --workers auto"],
      async run(words, { environment, terminal }) {
        const workers = words.value("workers");
        const own = workers === undefined ? {} : { CODEGATE_WORKERS: workers };
        const read = readOptions(own);
        if (!read.ok) {
          const sentence = read.failure.join(" ").replace("CODEGATE_WORKERS", "--workers");
          return complain(terminal, sentence, exitCodes.misused);
        }
        await runServe({ ...environment, ...own });
        return Number(process.exitCode ?? exitCodes.done);
      },
    },
  ],
};
