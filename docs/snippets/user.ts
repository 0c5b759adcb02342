// Reading the user: TypeScript knows no claim before isLoggedIn was asked.
import { type Config, createAuth } from "@x/core"

export async function greeting(config: Config, request: Request): Promise<string> {
  const auth = createAuth(config)
  // #region narrowing
  const user = await auth.getUser(request)

  if (!user.isLoggedIn) return "Hello, stranger" // no claim exists here
  const name = user.name ?? user.email ?? "friend" // string: both claims may be absent
  const groups = Array.isArray(user.groups) ? user.groups : [] // unknown, until you look at it
  // #endregion narrowing
  return `Hello, ${name} (${groups.length})`
}
