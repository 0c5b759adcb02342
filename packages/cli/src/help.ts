/** What `x-auth --help` prints. */
import type { Command } from "./command.js"

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return `x-auth: login, user and logout for TypeScript servers

Usage: x-auth COMMAND [OPTIONS]

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("")}
Options:
  -h, --help  this page; after a command, that command's
  --version   the version

x-auth COMMAND --help says more.
`
}
