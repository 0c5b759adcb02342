/** The walks over sessions, wherever they are kept in one process. */
import { memoryStore } from "../../src/index.js"
import { describeSessions } from "../support/session-walks.js"
import { useNetwork } from "../support/world.js"

useNetwork()

describeSessions({ name: "cookies", isCookie: true, endsCopies: false, open: () => ({}) })
describeSessions({
  name: "cookies, with a deny list",
  isCookie: true,
  endsCopies: true,
  open: (now) => ({ denyList: { store: memoryStore({ now }) } }),
})
describeSessions({
  name: "memoryStore",
  isCookie: false,
  endsCopies: true,
  open: (now) => ({ store: memoryStore({ now }) }),
})
