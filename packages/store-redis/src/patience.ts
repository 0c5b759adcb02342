/**
 * How long Redis is waited for. Both clients keep commands while they are not connected, some for ever, and neither
 * notices a Redis that takes commands and answers none.
 */

/** Runs a command: its own answer or error, or an Error when that takes too long. */
export type Ask = <Answer>(command: () => Promise<Answer>) => Promise<Answer>

/**
 * A command that was given up may yet be carried out: it lies in the client's queue or in Redis' own. That is why, once
 * nothing has been answered for the whole of `timeout`, one command at a time is let through: otherwise each request
 * would wait in its turn, and leave one more behind. An answer, be it to a command that was given up, opens the gate.
 *
 * @param timeout milliseconds
 */
export function createPatience(timeout: number): Ask {
  if (!(timeout > 0 && timeout <= longestTimer)) {
    throw new RangeError(`redisStore: timeout must be a positive number of milliseconds, not ${timeout}.`)
  }
  let answers = 0
  let isAway = false
  let isTrying = false

  return async (command) => {
    const isTrial = isAway
    if (isTrial && isTrying) throw new Error(`Redis has answered nothing for ${timeout} ms or more.`)
    if (isTrial) isTrying = true
    const before = answers
    try {
      return await within(timeout, counted(command()))
    } catch (error) {
      // While others are answered, it is this command that is slow, or one node of many that is down.
      if (error instanceof TooLate && answers === before) isAway = true
      throw error
    } finally {
      if (isTrial) isTrying = false
    }
  }

  async function counted<Answer>(command: Promise<Answer>): Promise<Answer> {
    const answer = await command
    answers += 1
    isAway = false
    return answer
  }
}

class TooLate extends Error {}

/** The longest that a timer can wait, in milliseconds. */
const longestTimer = 2 ** 31 - 1

function within<Answer>(timeout: number, promise: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout>
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(`Redis did not answer within ${timeout} ms.`)), timeout)
  })
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer))
}
