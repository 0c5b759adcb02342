/** Every command of `x-auth`, in the order in which they are listed. */
import type { Command } from "./command.js"
import { check } from "./commands/check.js"
import { dev } from "./commands/dev.js"
import { init } from "./commands/init.js"
import { secret } from "./commands/secret.js"

export const commands: readonly Command[] = [init, check, secret, dev]
