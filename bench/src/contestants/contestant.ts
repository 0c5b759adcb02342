/** What is compared: a server that logs people in, or the bare one that bounds it. A file each. */
import type { RequestListener } from "node:http"
import type { Person, World } from "../world.js"

export interface Contestant {
  /** Its listener, made for a world in which it can be reached already. It answers at `personPath`. */
  start(world: World): RequestListener | Promise<RequestListener>
  /** Where a GET begins a login; undefined for a bare server. */
  readonly login?: string
  /** A Cookie header with which a person is logged in without a login; undefined where a store has to know of it. */
  mint?(world: World, person: Person): Promise<string>
}
