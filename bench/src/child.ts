/** Processes of the bench: started here, asked over their channel, and ended with their parent. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"

/** A process that answers questions. */
export interface Child {
  /** What it sent first. */
  readonly hello: Readonly<Record<string, unknown>>
  /** @throws {Error} what the process could not do, or that it has ended */
  ask<Answer>(question: string, more?: unknown): Promise<Answer>
  end(): Promise<void>
}

interface Question {
  readonly id: number
  readonly question: string
  readonly more?: unknown
}

interface Answer {
  readonly id: number
  readonly answer?: unknown
  readonly error?: string
}

/**
 * Starts a file of the bench, and waits for its first message. It is run as this process is, so that the sources run as
 * sources and what was built as it was built.
 *
 * @param file beside this one, without its ending
 */
export async function startChild(
  file: string,
  { argument = {}, execArgv = [] }: { argument?: object; execArgv?: readonly string[] } = {},
): Promise<Child> {
  const path = fileURLToPath(new URL(`./${file}${ending}`, import.meta.url))
  const child = fork(path, [JSON.stringify(argument)], {
    execArgv: [...(ending === ".ts" ? fromSources : []), ...execArgv],
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  })
  // Some of them say much about what is done to them here, and it is read only when one ends by it.
  let said = ""
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-4000)
  })
  const ended = once(child, "exit")
  const failed = ended.then(([code]) => Promise.reject(new Error(`${file} ended with ${code}: ${said}`)))
  // Whoever asks is told; nobody else need be.
  failed.catch(() => {})
  const [hello] = (await Promise.race([once(child, "message"), failed])) as [Child["hello"]]
  let questions = 0
  return {
    hello,
    async ask<Answered>(question: string, more?: unknown) {
      questions += 1
      const id = questions
      const answered = answerTo(child, id)
      child.send({ id, question, more } satisfies Question)
      return (await Promise.race([answered, failed])) as Answered
    },
    async end() {
      // It goes by itself when nobody asks any more, and can still write a profile.
      if (child.connected) child.disconnect()
      const patience = setTimeout(() => child.kill("SIGKILL"), 5000)
      await ended
      clearTimeout(patience)
    },
  }
}

const ending = import.meta.url.endsWith(".ts") ? ".ts" : ".js"
const fromSources = ["--conditions=@x/source", "--import", "tsx"]

function answerTo(child: ChildProcess, id: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const hear = (message: Answer) => {
      if (message.id !== id) return
      child.off("message", hear)
      if (message.error === undefined) resolve(message.answer)
      else reject(new Error(message.error))
    }
    child.on("message", hear)
  })
}

/** In the process itself: what it was started with. */
export function givenArgument<Argument>(): Argument {
  return JSON.parse(process.argv[2] ?? "{}") as Argument
}

/** In the process itself: answers its parent's questions, and ends when the parent is gone. */
export function answerParent(answers: Readonly<Record<string, (more: unknown) => unknown>>): void {
  process.on("disconnect", () => process.exit())
  process.on("message", async ({ id, question, more }: Question) => {
    try {
      process.send?.({ id, answer: await answers[question]?.(more) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
}

/**
 * The origin of a server that listens on loopback. As an address: no name has to be looked up.
 *
 * @param port 0 for a free one
 */
export async function listen(server: Server, port = 0): Promise<string> {
  // Longer than a run: a connection that ends in its pauses would be asked for in vain.
  server.keepAliveTimeout = 60 * 60 * 1000
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
